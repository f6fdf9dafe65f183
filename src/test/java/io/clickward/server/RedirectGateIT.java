package io.clickward.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.clickward.config.ConfigReader;
import io.clickward.domain.HostName;
import io.clickward.domain.TrackingDomain;
import io.clickward.event.Event;
import io.clickward.event.EventReader;
import io.clickward.event.Position;
import io.clickward.installation.Installation;
import io.clickward.installation.MailRewriting;
import io.clickward.rewrite.LinkWriter;
import io.clickward.rewrite.RewriteOptions;
import io.clickward.testing.RawClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every link of every mail, clicked through the running server. */
class RedirectGateIT {
  private static final String HOST = "links.example.test";
  private static final Path FIXTURES = Path.of("src/test/resources/rewrite/mails");
  private static final Path CORPUS = Path.of("../shared/corpus");
  private static final int URL_CHARACTERS_MEDIAN_MAX = 140;

  /** Requests under way at once on the one connection; the server takes 64. */
  private static final int PIPELINED = 32;

  /** A signed mail is not rewritten; for its links' sake it goes without its signature. */
  private static final Pattern SIGNATURE = Pattern.compile("(?im)^DKIM-Signature:");

  /** What the {@code Location} field cannot carry. */
  private static final Pattern ENCODED = Pattern.compile("[^!-~]");

  private static final Pattern LOCATION = Pattern.compile("(?im)^location: (.*)$");

  /** Every link that may be rewritten, those in plain text too. */
  private static final RewriteOptions EVERY_LINK =
      new RewriteOptions(
          true, true, true, false, false, false, Set.of(), RewriteOptions.LargePart.PIXEL_AT_END);

  /** What was sealed, and the URL that it is behind. */
  private record Sealed(String url, String destination) {}

  @TempDir private Path folder;
  private Installation installation;
  private Server server;

  @BeforeEach
  void start() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("clickward.yaml"),
            """
            listen:
              http: []
              https: 127.0.0.1:0
              admin: 127.0.0.1:0
              publicHttpsPort: 443
            data: ./data
            domains:
              - host: links.example.test
            """);
    installation = Installation.of(ConfigReader.read(config, Map.of()));
    server = Server.start(installation, Clock.systemUTC(), new SecureRandom());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void everyLinkOfTheFixturesLeadsToItsDestinationAndIsShort() throws Exception {
    List<Sealed> links = seal(List.of(FIXTURES));
    assertRedirects(links);
    assertShort("fixtures", links);
  }

  @Test
  void everyLinkOfTheCorpusLeadsToItsDestinationAndIsShort() throws Exception {
    assumeTrue(
        Files.isDirectory(CORPUS),
        "no corpus of real mails at " + CORPUS.toAbsolutePath().normalize());
    List<Sealed> links = seal(List.of(CORPUS.resolve("html"), CORPUS.resolve("eml")));
    assertRedirects(links);
    assertShort("corpus", links);
  }

  private static void assertShort(String mails, List<Sealed> links) {
    List<Integer> lengths = links.stream().map(link -> link.url.length()).sorted().toList();
    int median = lengths.get(lengths.size() / 2);
    System.out.printf(
        "Sealed URLs over the %s: %d links, median %d characters, p90 %d, max %d%n",
        mails, links.size(), median, lengths.get(lengths.size() * 9 / 10), lengths.getLast());
    assertThat(median).isLessThanOrEqualTo(URL_CHARACTERS_MEDIAN_MAX);
  }

  private List<Sealed> seal(List<Path> folders) throws Exception {
    List<Sealed> sealed = new ArrayList<>();
    for (Path each : folders) {
      for (Path mail : mails(each)) {
        sealed.addAll(seal(mail));
      }
    }
    return sealed;
  }

  private static List<Path> mails(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().matches(".*\\.(eml|html)")).sorted().toList();
    }
  }

  private List<Sealed> seal(Path file) throws Exception {
    boolean html = file.toString().endsWith(".html");
    String text = Files.readString(file, ISO_8859_1);
    byte[] raw = SIGNATURE.matcher(text).replaceAll("X-Unsigned:").getBytes(ISO_8859_1);
    TrackingDomain domain = installation.domain(HostName.parse(HOST)).orElseThrow();
    MailRewriting rewriting =
        new MailRewriting(
            installation,
            installation.linkKeys(Clock.systemUTC(), new SecureRandom()),
            domain,
            Clock.systemUTC());
    MailRewriting.Mail mail =
        new MailRewriting.Mail(
            UUID.nameUUIDFromBytes(raw).toString(),
            "reader@example.net",
            domain.clicks(),
            domain.opens(),
            null,
            html,
            List.of(),
            Map.of());
    Onlooker links = new Onlooker(rewriting.links(raw, mail));
    rewriting.rewrite(raw, mail, EVERY_LINK, links);
    return links.sealed;
  }

  private void assertRedirects(List<Sealed> links) throws Exception {
    assertThat(links).isNotEmpty();
    assertThat(locations(links))
        .isEqualTo(links.stream().map(link -> location(link.destination)).toList());
    assertThat(urls())
        .isEqualTo(
            links.stream()
                .map(l -> new String(l.destination.getBytes(ISO_8859_1), UTF_8))
                .toList());
  }

  /** What the server answers to each, in their order. */
  private List<String> locations(List<Sealed> links) throws IOException {
    List<String> locations = new ArrayList<>();
    try (RawClient client =
        RawClient.tls(
            server.https().getFirst().getPort(),
            HOST,
            RawClient.certificate(installation.certificateAuthority()))) {
      for (int from = 0; from < links.size(); from += PIPELINED) {
        List<Sealed> some = links.subList(from, Math.min(from + PIPELINED, links.size()));
        StringBuilder requests = new StringBuilder();
        some.forEach(link -> requests.append(request(link)));
        client.send(requests.toString());
        for (Sealed _ : some) {
          locations.add(locationOf(client.response()));
        }
      }
    }
    return locations;
  }

  private static String request(Sealed link) {
    return "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(URI.create(link.url).getPath(), HOST);
  }

  private static String locationOf(String response) {
    var field = LOCATION.matcher(response);
    return response.startsWith("HTTP/1.1 302 ") && field.find() ? field.group(1) : response;
  }

  /** The encoding once more, from its description: control, space and non-ASCII bytes only. */
  private static String location(String octets) {
    return ENCODED
        .matcher(octets)
        .replaceAll(octet -> "%%%02X".formatted((int) octet.group().charAt(0)));
  }

  private List<String> urls() throws IOException {
    List<String> urls = new ArrayList<>();
    EventReader reader = EventReader.open(installation.journal(), Position.START);
    List<Event> events = reader.next(1000);
    while (!events.isEmpty()) {
      events.forEach(event -> urls.add(event.url()));
      events = reader.next(1000);
    }
    return urls;
  }

  /** Notes what is sealed, one character a byte. */
  private static final class Onlooker implements LinkWriter {
    private final LinkWriter links;
    private final List<Sealed> sealed = new ArrayList<>();

    Onlooker(LinkWriter links) {
      this.links = links;
    }

    @Override
    public String click(int index, int total, byte[] destination) {
      String url = links.click(index, total, destination);
      sealed.add(new Sealed(url, new String(destination, ISO_8859_1)));
      return url;
    }

    @Override
    public String open(int total) {
      return links.open(total);
    }

    @Override
    public boolean isTracked(String host) {
      return links.isTracked(host);
    }
  }
}
