package io.clickward.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickward.domain.HostName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds link domains to a running server and brings them to https. */
@Command(
    name = "domain",
    description = "Add link domains and bring them to https.",
    mixinStandardHelpOptions = true,
    subcommands = {
      DomainCommand.Add.class,
      DomainCommand.Change.class,
      DomainCommand.ListAll.class,
      DomainCommand.Show.class,
      DomainCommand.Verify.class,
      DomainCommand.Https.class,
      DomainCommand.Certificate.class,
      DomainCommand.Retire.class,
      DomainCommand.Remove.class
    })
final class DomainCommand {
  private DomainCommand() {}

  /** What the commands about one domain share. */
  abstract static class OnDomain extends AdminCommand {
    @Parameters(paramLabel = "HOST", description = "The link host.")
    private String host = "";

    /** An empty host would name the list of all, and be shown as a domain without anything. */
    @Override
    public Integer call() throws Exception {
      try {
        HostName _ = HostName.parse(host);
      } catch (IllegalArgumentException e) {
        throw new WrongUsageException("HOST is '%s', which %s".formatted(host, e.getMessage()));
      }
      return super.call();
    }

    @Override
    int run(AdminClient server) throws Exception {
      show(act(server));
      return Program.DONE;
    }

    void show(JsonNode domain) {
      if (!domain.isMissingNode() && !printedAsJson(domain)) {
        new DomainPrinter(out()).show(domain);
      }
    }

    abstract JsonNode act(AdminClient server) throws IOException, InterruptedException;

    String host() {
      return host;
    }

    String path() {
      return "/domains/" + escaped(host);
    }
  }

  /** What the commands share that can wait for what comes of them. */
  @Command(
      exitCodeListHeading = Commands.EXIT_CODES,
      exitCodeList = {
        Commands.DONE,
        "1:refused, or --wait ended before the domain had come so far; standard error says why",
        Commands.WRONG_USAGE
      })
  abstract static class Awaited extends OnDomain {
    @Mixin private WaitOptions waiting = new WaitOptions();

    @Override
    public Integer call() throws Exception {
      waiting.requireSensible();
      return super.call();
    }

    @Override
    int run(AdminClient server) throws Exception {
      if (!waiting.isAsked()) {
        return super.run(server);
      }
      JsonNode domain =
          waiting.waited(
              () -> act(server), () -> server.send("POST", path() + "/verify", body()), err());
      show(domain);
      return waiting.reached(domain) ? Program.DONE : Program.REFUSED;
    }
  }

  @Command(
      name = "add",
      description = "Claim a host and show the records to publish. Doing it again is harmless.",
      mixinStandardHelpOptions = true)
  static final class Add extends Awaited {
    @Mixin private PlacementOptions placement = new PlacementOptions();

    @Override
    JsonNode act(AdminClient server) throws IOException, InterruptedException {
      ObjectNode body = body().put("host", host());
      placement.addTo(body);
      return server.send("POST", "/domains", body);
    }
  }

  @Command(
      name = "change",
      description = "Say who rewrites the links or what readers connect to; other records follow.",
      mixinStandardHelpOptions = true)
  static final class Change extends Awaited {
    @Mixin private PlacementOptions placement = new PlacementOptions();

    @Override
    JsonNode act(AdminClient server) throws IOException, InterruptedException {
      ObjectNode body = body();
      placement.addTo(body);
      return server.send("PATCH", path(), body);
    }
  }

  @Command(
      name = "list",
      description = "List the domains of the token's account by host.",
      mixinStandardHelpOptions = true)
  static final class ListAll extends AdminCommand {
    @Option(
        names = "--limit",
        paramLabel = "COUNT",
        defaultValue = "100",
        description = "How many to list at most, 1 to 1000 (default: ${DEFAULT-VALUE}).")
    private int limit = 100;

    @Option(
        names = "--after",
        paramLabel = "HOST",
        defaultValue = "",
        description = "Begin after this host: for the next page.")
    private String after = "";

    @Override
    int run(AdminClient server) throws Exception {
      JsonNode page = server.get("/domains?limit=%d&after=%s".formatted(limit, escaped(after)));
      if (!printedAsJson(page)) {
        new DomainPrinter(out()).list(page);
        tellOfMore(page);
      }
      return Program.DONE;
    }
  }

  @Command(
      name = "show",
      description = "Show a domain, its records and its next step.",
      mixinStandardHelpOptions = true)
  static final class Show extends Awaited {
    @Override
    JsonNode act(AdminClient server) throws IOException, InterruptedException {
      return server.get(path());
    }
  }

  @Command(
      name = "verify",
      description =
          "Ask DNS now, and take the steps that are earned; have a CA that refused asked again.",
      mixinStandardHelpOptions = true)
  static final class Verify extends Awaited {
    @Override
    JsonNode act(AdminClient server) throws IOException, InterruptedException {
      return server.send("POST", path() + "/verify", body());
    }
  }

  @Command(
      name = "https",
      description = "Try the domain over https, and write new links with https when that works.",
      mixinStandardHelpOptions = true)
  static final class Https extends Awaited {
    @Option(names = "--off", description = "Write new links with http again.")
    private boolean off;

    @Override
    JsonNode act(AdminClient server) throws IOException, InterruptedException {
      return server.send(off ? "DELETE" : "POST", path() + "/https", body());
    }
  }

  @Command(
      name = "certificate",
      description =
          "Give the server a certificate of your own for a domain; it wins over one that a CA issues.",
      mixinStandardHelpOptions = true)
  static final class Certificate extends Awaited {
    @ArgGroup(multiplicity = "1")
    private Choice choice = new Choice();

    /** Bring one, or take it away. */
    static final class Choice {
      @ArgGroup(exclusive = false)
      private @Nullable Pair pair;

      @Option(
          names = "--remove",
          description = "Have the server forget it; one that a CA issues takes over.")
      private boolean remove;
    }

    /** Both files of a certificate. */
    static final class Pair {
      @Option(
          names = "--chain",
          required = true,
          paramLabel = "FILE",
          description = "PEM file with the certificate first, then those that vouch for it.")
      private Path chain = Path.of("chain.pem");

      @Option(
          names = "--key",
          required = true,
          paramLabel = "FILE",
          description = "PEM file with the certificate's private key, without a pass phrase.")
      private Path key = Path.of("key.pem");
    }

    @Override
    JsonNode act(AdminClient server) throws IOException, InterruptedException {
      Pair pair = choice.pair;
      if (choice.remove || pair == null) {
        return server.send("DELETE", path() + "/certificate", body());
      }
      ObjectNode body = body().put("chain", text(pair.chain)).put("key", text(pair.key));
      return server.send("PUT", path() + "/certificate", body);
    }

    /** Byte by byte: the server tells what a binary file is, and PEM is ASCII (RFC 7468). */
    private static String text(Path file) throws IOException {
      if (Files.isDirectory(file)) {
        throw new IOException(
            "%s is a folder; expected a PEM file. Name the file in it".formatted(file));
      }
      return Files.readString(file, ISO_8859_1);
    }
  }

  @Command(
      name = "retire",
      description = "Seal nothing new; old links go on for a while.",
      mixinStandardHelpOptions = true)
  static final class Retire extends OnDomain {
    @Option(
        names = "--end",
        paramLabel = "TIME",
        description = "Until when old links go on, such as 2027-01-31T00:00:00Z; default: 90 days.")
    private @Nullable String end;

    @Override
    JsonNode act(AdminClient server) throws IOException, InterruptedException {
      ObjectNode body = body();
      put(body, "until", end);
      return server.send("POST", path() + "/retire", body);
    }
  }

  @Command(
      name = "remove",
      description = "Forget a domain that serves nothing: never proved, or retired and over.",
      mixinStandardHelpOptions = true)
  static final class Remove extends OnDomain {
    @Override
    JsonNode act(AdminClient server) throws IOException, InterruptedException {
      return server.send("DELETE", path(), body());
    }
  }
}
