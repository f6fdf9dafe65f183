package io.clickward.command;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds and lists accounts. */
@Command(
    name = "account",
    description = "Add and list accounts.",
    mixinStandardHelpOptions = true,
    subcommands = {AccountCommand.Create.class, AccountCommand.ListAll.class})
final class AccountCommand {
  private AccountCommand() {}

  @Command(
      name = "create",
      description = "Add an account. Doing it again is harmless. For admins of the installation.",
      mixinStandardHelpOptions = true)
  static final class Create extends AdminCommand {
    @Parameters(
        paramLabel = "NAME",
        description = "Its name: 1 to 63 of a-z 0-9 . _ - with a letter or digit first.")
    private String name = "";

    @Override
    int run(AdminClient server) throws Exception {
      JsonNode account = server.send("POST", "/accounts", body().put("name", name));
      if (!printedAsJson(account)) {
        out().printf("Account %s is there%n", account.path("name").asText());
        out().flush();
      }
      return Program.DONE;
    }
  }

  @Command(
      name = "list",
      description = "List accounts by name, 1000 at most. For admins of the installation.",
      mixinStandardHelpOptions = true)
  static final class ListAll extends AdminCommand {
    @Option(
        names = "--after",
        paramLabel = "NAME",
        defaultValue = "",
        description = "Begin after this name: for the next thousand.")
    private String after = "";

    @Override
    int run(AdminClient server) throws Exception {
      JsonNode page = server.get("/accounts?limit=1000&after=" + escaped(after));
      if (!printedAsJson(page)) {
        for (JsonNode account : page.path("items")) {
          out()
              .printf(
                  "%s  since %s%n",
                  account.path("name").asText(), account.path("createdAt").asText());
        }
        out().flush();
        tellOfMore(page);
      }
      return Program.DONE;
    }
  }
}
