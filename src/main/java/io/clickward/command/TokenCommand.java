package io.clickward.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickward.installation.Installation;
import io.clickward.onboarding.Access;
import io.clickward.store.Database;
import io.clickward.store.StoreException;
import io.clickward.store.TokenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes and revokes API tokens. */
@Command(
    name = "token",
    description = "Make, list and revoke API tokens.",
    mixinStandardHelpOptions = true,
    subcommands = {
      TokenCommand.Create.class,
      TokenCommand.ListAll.class,
      TokenCommand.Revoke.class,
      TokenCommand.Recover.class
    })
final class TokenCommand {
  private TokenCommand() {}

  @Command(
      name = "create",
      description = "Make a token and print it, this once.",
      mixinStandardHelpOptions = true)
  static final class Create extends AdminCommand {
    @Option(
        names = "--role",
        required = true,
        paramLabel = "ROLE",
        description =
            "What it may do: read (look), operator (add and change domains) or admin (make tokens too).")
    private String role = "read";

    @Option(
        names = "--account",
        paramLabel = "NAME",
        description = "Whose; default: the account of your own token.")
    private @Nullable String account;

    @Option(
        names = "--label",
        paramLabel = "TEXT",
        description =
            "What you call it, to tell it from others in the list; 100 characters at most.")
    private @Nullable String label;

    @Option(
        names = "--expires",
        paramLabel = "TIME",
        description = "Until when it is good, such as 2027-01-31T00:00:00Z; default: for ever.")
    private @Nullable String expires;

    @Option(
        names = "--to-file",
        paramLabel = "FILE",
        description = "Write it to a new file that only you can read, in place of printing it.")
    private @Nullable Path file;

    @Override
    int run(AdminClient server) throws Exception {
      requireNew();
      ObjectNode body = body().put("role", role);
      put(body, "account", account);
      put(body, "label", label);
      put(body, "expiresAt", expires);
      JsonNode issued = server.send("POST", "/tokens", body);
      if (file != null) {
        write(issued, file);
      } else if (!printedAsJson(issued)) {
        out().println(issued.path("secret").asText());
      }
      out().flush();
      err().flush();
      return Program.DONE;
    }

    /** A secret that cannot be kept is shown nowhere else, and the token good all the same. */
    private void write(JsonNode issued, Path to) throws IOException {
      String id = issued.path("token").path("id").asText();
      try {
        new TokenFile(to).write(issued.path("secret").asText());
      } catch (StoreException e) {
        throw new IOException(
            "token %s was made, and its secret is lost: %s. Revoke it: clickward token revoke %s%s"
                .formatted(id, e.getMessage(), id, account == null ? "" : " --account " + account),
            e);
      }
      err().printf("Token %s is in %s%n", id, to);
    }

    /** Looked at before the token is made. */
    private void requireNew() throws WrongUsageException {
      if (file == null) {
        return;
      }
      if (Files.exists(file)) {
        throw new WrongUsageException(
            "%s exists already; expected a new file for the token. Name another.".formatted(file));
      }
      Path folder = file.toAbsolutePath().getParent();
      if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
        throw new WrongUsageException(
            "%s cannot be written in %s; expected a folder that is there and that this user may write to. Make it, or name another file."
                .formatted(file, folder));
      }
    }
  }

  @Command(
      name = "list",
      description = "List tokens, without their secrets.",
      mixinStandardHelpOptions = true)
  static final class ListAll extends AdminCommand {
    @Option(
        names = "--account",
        paramLabel = "NAME",
        description = "Whose; default: the account of your own token.")
    private @Nullable String account;

    @Override
    int run(AdminClient server) throws Exception {
      JsonNode list = server.get("/tokens" + query(account));
      if (!printedAsJson(list)) {
        for (JsonNode token : list.path("items")) {
          out()
              .printf(
                  "%s  %-8s  %s  expires %s  %s%n",
                  token.path("id").asText(),
                  token.path("role").asText(),
                  token.path("account").asText(),
                  token.path("expiresAt").asText("never"),
                  token.path("label").asText());
        }
        out().flush();
      }
      return Program.DONE;
    }
  }

  @Command(
      name = "revoke",
      description = "Revoke a token at once.",
      mixinStandardHelpOptions = true)
  static final class Revoke extends AdminCommand {
    @Parameters(
        paramLabel = "ID",
        description = "The token's id, as clickward token list shows it.")
    private String id = "";

    @Option(
        names = "--account",
        paramLabel = "NAME",
        description = "Whose; default: the account of your own token.")
    private @Nullable String account;

    @Override
    int run(AdminClient server) throws Exception {
      JsonNode _ = server.send("DELETE", "/tokens/" + escaped(id) + query(account), body());
      return Program.DONE;
    }
  }

  @Command(
      name = "recover",
      description =
          "Write a new admin token to the data folder, without asking the server: for who has lost theirs.",
      mixinStandardHelpOptions = true)
  static final class Recover implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws Exception {
      Installation installation = Installation.of(config.read());
      SecureRandom random = new SecureRandom();
      if (!installation.hasDatabase()) {
        installation.ensureLinkKeys(Clock.systemUTC(), random);
      }
      try (Database database = installation.database()) {
        Access access =
            new Access(database, installation.config().account(), Clock.systemUTC(), random);
        installation.adminToken().write(access.recover().text());
      }
      System.out.printf("The new admin token is in %s%n", installation.adminToken().path());
      return Program.DONE;
    }
  }

  private static String query(@Nullable String account) {
    return account == null ? "" : "?account=" + AdminCommand.escaped(account);
  }
}
