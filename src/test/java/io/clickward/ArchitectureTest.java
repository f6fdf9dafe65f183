package io.clickward;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The package map of ARCHITECTURE.md, read from the compiled classes: only these arrows, no cycles,
 * each library behind one fence.
 */
class ArchitectureTest {
  private static final Path CLASSES = Path.of("target/classes");

  /** From each package to those it may use. The root package, which is Main, has no name. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("domain", Set.of()),
          Map.entry("link", Set.of()),
          Map.entry("config", Set.of("domain")),
          Map.entry("dns", Set.of("domain")),
          Map.entry("net", Set.of("domain")),
          Map.entry("probe", Set.of("dns", "net", "domain")),
          Map.entry("rewrite", Set.of("link", "domain")),
          Map.entry("event", Set.of("domain")),
          Map.entry("cert", Set.of("dns", "domain")),
          Map.entry("onboarding", Set.of("domain")),
          Map.entry("store", Set.of("event", "cert", "domain", "link", "onboarding")),
          Map.entry("track", Set.of("link", "event", "domain")),
          Map.entry("edge", Set.of("track", "event", "cert", "domain")),
          Map.entry("api", Set.of("domain", "onboarding")),
          Map.entry("output", Set.of()),
          Map.entry(
              "installation",
              Set.of(
                  "config",
                  "domain",
                  "cert",
                  "edge",
                  "event",
                  "link",
                  "onboarding",
                  "rewrite",
                  "store")),
          Map.entry(
              "world",
              Set.of(
                  "installation",
                  "config",
                  "domain",
                  "cert",
                  "dns",
                  "link",
                  "net",
                  "onboarding",
                  "probe",
                  "store")),
          Map.entry(
              "server",
              Set.of(
                  "world",
                  "installation",
                  "output",
                  "config",
                  "domain",
                  "api",
                  "cert",
                  "edge",
                  "event",
                  "link",
                  "onboarding",
                  "store",
                  "track")),
          Map.entry(
              "command",
              Set.of(
                  "server",
                  "installation",
                  "output",
                  "config",
                  "domain",
                  "cert",
                  "event",
                  "link",
                  "onboarding",
                  "rewrite",
                  "store")),
          Map.entry("", Set.of("command")));

  /** A library's package prefix and the packages that may name it. */
  private static final Map<String, Set<String>> FENCES =
      Map.ofEntries(
          Map.entry("io.netty", Set.of("edge")),
          Map.entry("com.ibm.icu", Set.of("domain")),
          Map.entry("org.bouncycastle", Set.of("cert")),
          Map.entry("org.shredzone", Set.of("cert")),
          Map.entry("org.xbill", Set.of("dns")),
          Map.entry("com.google.crypto.tink", Set.of("link")),
          Map.entry("java.sql", Set.of("store", "event")),
          Map.entry("org.sqlite", Set.of("store", "event")),
          Map.entry("org.jdbi", Set.of("store")),
          Map.entry("com.zaxxer.hikari", Set.of("store")),
          Map.entry("io.javalin", Set.of("api")),
          Map.entry("org.eclipse.jetty", Set.of("api")),
          Map.entry("io.micrometer", Set.of("api")),
          Map.entry("io.prometheus", Set.of("api")),
          Map.entry("org.snakeyaml", Set.of("config")),
          Map.entry("com.fasterxml.jackson", Set.of("command", "event", "store", "api")),
          Map.entry("com.github.benmanes", Set.of("edge", "api", "cert", "track")),
          Map.entry("ch.qos.logback", Set.of("output")),
          Map.entry("picocli", Set.of("command")));

  /**
   * What can open a connection, and the packages and classes that may name it: the outbound
   * connector, who is handed its sockets, the way to the CAs that the operator names
   * (docs/decisions/0010), and commands that ask this installation. Netty, Jetty and dnsjava have
   * fences of their own; what only listens needs none.
   */
  private static final Map<Pattern, Set<String>> CONNECTIONS =
      Map.of(
          Pattern.compile("java/net/(Datagram|Multicast)?Socket"),
          Set.of(
              "net",
              "probe.AddressLook",
              "edge.HostKeys", // in signatures that it has to have
              "edge.NoClientCertificates"), // likewise
          Pattern.compile("javax/net/(ssl/)?(SSL)?Socket(Factory)?"),
          Set.of("net", "probe.AddressLook"),
          Pattern.compile("java/net/http/.*"),
          Set.of("cert.CaProvider", "command.AdminClient", "command.Quickstart"),
          Pattern.compile("(java/net|javax/net/ssl)/(URL|\\w*URLConnection)"),
          Set.of(
              "cert.CaProvider", "cert.AcmeAccount", "cert.AcmeOrder", "cert.Issuance"), // acme4j's
          Pattern.compile("java/nio/channels/(Asynchronous)?(Socket|Datagram)Channel"),
          Set.of("net"));

  /** What the edge may name of packages that can do more than it may ask for. */
  private static final Map<String, Set<String>> NAMED_BY_EDGE =
      Map.of(
          "cert", // look-up only
          Set.of("CertificateTable", "ChallengeAnswers", "HostCertificate"),
          "event", // append only
          Set.of("Event", "EventSink", "Settled", "Settlement", "Verdict"));

  /** Packages that compute and touch neither files nor sockets. */
  private static final Set<String> PURE = Set.of("domain", "link", "rewrite", "track");

  private static final Pattern OURS = Pattern.compile("io/clickward/(?:([a-z]+)/)?([A-Z]\\w*)");

  @Test
  void everyPackageUsesOnlyWhatTheMapAllows() {
    List<String> wrong = new ArrayList<>();
    edges()
        .forEach(
            (from, targets) -> {
              for (String to : targets) {
                if (!ARROWS.getOrDefault(from, Set.of()).contains(to)) {
                  wrong.add(
                      "io.clickward."
                          + from
                          + " uses io.clickward."
                          + to
                          + ", which the package map does not allow");
                }
              }
            });
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyPackageStandsOnTheMap() {
    assertThat(ARROWS.keySet()).as("packages of the map").containsAll(edges().keySet());
  }

  @Test
  void theMapHasNoCycle() {
    for (String start : ARROWS.keySet()) {
      assertThat(reachable(start))
          .as("packages that " + start + " can reach")
          .doesNotContain(start);
    }
  }

  @Test
  void theDataPlaneReachesNoControlPlaneNotEvenThroughAThirdPackage() {
    for (String plane : List.of("edge", "track")) {
      assertThat(reachable(plane))
          .doesNotContain("store", "api", "onboarding", "doctor", "recipe", "config");
    }
  }

  @Test
  void everyLibraryStaysBehindItsFence() {
    List<String> wrong = new ArrayList<>();
    for (Path file : classFiles()) {
      String from = packageOf(file);
      for (String name : namedClasses(file)) {
        FENCES.forEach(
            (library, allowed) -> {
              if (name.startsWith(library.replace('.', '/') + "/") && !allowed.contains(from)) {
                wrong.add(
                    CLASSES.relativize(file) + " names " + name + "; only " + allowed + " may");
              }
            });
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void nobodyOpensConnectionsPastTheOutboundConnector() {
    List<String> wrong = new ArrayList<>();
    for (Path file : classFiles()) {
      for (String name : namedClasses(file)) {
        CONNECTIONS.forEach(
            (opener, allowed) -> {
              if (opener.matcher(name).matches()
                  && !allowed.contains(packageOf(file))
                  && !allowed.contains(classOf(file))) {
                wrong.add(
                    CLASSES.relativize(file) + " names " + name + "; only " + allowed + " may");
              }
            });
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void whoeverMayOpenConnectionsStillDoes() {
    Set<String> unused = new TreeSet<>();
    CONNECTIONS.values().forEach(unused::addAll);
    for (Path file : classFiles()) {
      if (namedClasses(file).stream().anyMatch(ArchitectureTest::opensConnections)) {
        unused.remove(packageOf(file));
        unused.remove(classOf(file));
      }
    }
    assertThat(unused).isEmpty();
  }

  private static boolean opensConnections(String name) {
    return CONNECTIONS.keySet().stream().anyMatch(opener -> opener.matcher(name).matches());
  }

  @Test
  void theEdgeLooksCertificatesUpAndAppendsEventsAndNothingElse() {
    List<String> wrong = new ArrayList<>();
    for (Path file : classFiles()) {
      if (packageOf(file).equals("edge")) {
        for (String name : namedClasses(file)) {
          Matcher ours = OURS.matcher(name);
          if (ours.lookingAt() && isMoreThanTheEdgeMayName(ours)) {
            wrong.add(CLASSES.relativize(file) + " names " + name);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static boolean isMoreThanTheEdgeMayName(Matcher ours) {
    Set<String> allowed = NAMED_BY_EDGE.get(ours.group(1));
    return allowed != null && !allowed.contains(ours.group(2));
  }

  @Test
  void purePackagesTouchNeitherFilesNorSockets() {
    List<String> wrong = new ArrayList<>();
    for (Path file : classFiles()) {
      if (PURE.contains(packageOf(file))) {
        for (String name : namedClasses(file)) {
          if (touchesTheWorld(name)) {
            wrong.add(CLASSES.relativize(file) + " names " + name);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static boolean touchesTheWorld(String name) {
    return name.startsWith("java/net/") || name.startsWith("java/nio/file/");
  }

  @Test
  void everyPackageIsNullMarked() throws IOException {
    try (Stream<Path> tree = Files.walk(Path.of("src/main/java"))) {
      Set<Path> folders =
          tree.filter(f -> f.toString().endsWith(".java"))
              .map(Path::getParent)
              .collect(toCollection(TreeSet::new));
      for (Path folder : folders) {
        assertThat(folder.resolve("package-info.java")).exists().content().contains("@NullMarked");
      }
    }
  }

  private static Set<String> reachable(String start) {
    Set<String> seen = new HashSet<>();
    List<String> open = new ArrayList<>(ARROWS.get(start));
    while (!open.isEmpty()) {
      String next = open.removeLast();
      if (seen.add(next)) {
        open.addAll(ARROWS.getOrDefault(next, Set.of()));
      }
    }
    return seen;
  }

  private static Map<String, Set<String>> edges() {
    Map<String, Set<String>> edges = new TreeMap<>();
    for (Path file : classFiles()) {
      String from = packageOf(file);
      Set<String> targets = edges.computeIfAbsent(from, _ -> new TreeSet<>());
      for (String name : namedClasses(file)) {
        Matcher ours = OURS.matcher(name);
        if (ours.lookingAt()) {
          String to = ours.group(1) == null ? "" : ours.group(1);
          if (!to.equals(from)) {
            targets.add(to);
          }
        }
      }
    }
    return edges;
  }

  private static String packageOf(Path file) {
    Path folder = CLASSES.resolve("io/clickward").relativize(file.getParent());
    return folder.toString().replace('/', '.');
  }

  /** The outermost class, below io.clickward. */
  private static String classOf(Path file) {
    String name = file.getFileName().toString().replaceFirst("(\\$.*)?\\.class$", "");
    return packageOf(file).isEmpty() ? name : packageOf(file) + "." + name;
  }

  private static List<Path> classFiles() {
    try (Stream<Path> tree = Files.walk(CLASSES)) {
      return tree.filter(f -> f.toString().endsWith(".class") && !f.endsWith("package-info.class"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every class that a class file names: by reference, in a descriptor or in a signature. */
  private static Set<String> namedClasses(Path file) {
    Set<String> names = new TreeSet<>();
    for (PoolEntry entry : parse(file).constantPool()) {
      switch (entry) {
        case ClassEntry c -> names.add(c.asInternalName());
        case Utf8Entry text -> addDescriptorClasses(text.stringValue(), names);
        default -> {}
      }
    }
    return names;
  }

  private static final Pattern IN_DESCRIPTOR = Pattern.compile("L((?:[\\w$]+/)+[\\w$]+)[;<]");

  private static void addDescriptorClasses(String text, Set<String> names) {
    if (text.startsWith("(")
        || text.startsWith("L")
        || text.startsWith("[")
        || text.startsWith("<")) {
      Matcher matcher = IN_DESCRIPTOR.matcher(text);
      while (matcher.find()) {
        names.add(matcher.group(1));
      }
    }
  }

  private static ClassModel parse(Path file) {
    try {
      return ClassFile.of().parse(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
