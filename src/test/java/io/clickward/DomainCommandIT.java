package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.command.Program;
import io.clickward.testing.Clickward;
import io.clickward.testing.Finished;
import io.clickward.testing.Serving;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that ask a running server, as their users run them. */
class DomainCommandIT {
  private static final String HOST = "links.sender.example";

  @TempDir private Path folder;

  private static Finished run(Clickward clickward, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", clickward.config().toString()));
    return clickward.run(all.toArray(String[]::new));
  }

  @Test
  void aDomainIsAddedShownListedAndRemoved() throws Exception {
    Clickward clickward = Clickward.in(folder, "declared.example");
    try (Serving serving = clickward.serve()) {
      Finished added = run(clickward, "domain", "add", HOST).orThrow();
      assertThat(added.out())
          .contains(HOST + " is registered since")
          .containsPattern(
              "_clickward\\." + HOST + "\\.  \\d+  IN  TXT  \"clickward-owner=\\w{40}\"")
          .contains("outside.name: is not set", "Add outside.name (or outside.addresses)");
      assertThat(run(clickward, "domain", "add", HOST).orThrow().out()).isEqualTo(added.out());
      assertThat(run(clickward, "domain", "list").orThrow().out())
          .containsPattern("declared\\.example +https-on")
          .containsPattern(HOST + " +registered");
      assertThat(run(clickward, "domain", "verify", HOST).orThrow().out()).contains("registered");
      Finished https = run(clickward, "domain", "https", HOST);
      assertThat(https.exitCode()).isEqualTo(Program.REFUSED);
      assertThat(https.err()).contains(HOST + ": it is registered; expected https can");
      Finished mail = run(clickward, "rewrite", "--domain", HOST, "--message", "m", "mail.eml");
      assertThat(mail.exitCode()).isEqualTo(Program.WRONG_USAGE);
      assertThat(mail.err())
          .contains(HOST + ", which is registered", "run: clickward domain verify " + HOST);
      run(clickward, "domain", "remove", HOST).orThrow();
      assertThat(run(clickward, "domain", "show", HOST).exitCode()).isEqualTo(Program.REFUSED);

      assertThat(serving.log()).doesNotContain(Files.readString(token(clickward)).strip());
    }
  }

  @Test
  void theRecordsOfAProviderAndAnEdgeAreShown() throws Exception {
    Clickward clickward = Clickward.in(folder, "declared.example");
    try (Serving _ = clickward.serve()) {
      Finished lacking = run(clickward, "domain", "add", HOST, "--provider", "sendgrid");
      assertThat(lacking.exitCode()).isEqualTo(Program.REFUSED);
      assertThat(lacking.err()).contains("providerAccount: is missing; expected the number");

      run(clickward, "domain", "add", HOST, "--provider", "sendgrid", "--provider-account", "123")
          .orThrow();
      String moved =
          run(
                  clickward,
                  "domain",
                  "change",
                  HOST,
                  "--edge",
                  "cloudfront",
                  "--edge-target",
                  "d111.cloudfront.net")
              .orThrow()
              .out();
      assertThat(moved)
          .containsPattern("\n123\\.sender\\.example\\. +300 +IN +CNAME +sendgrid\\.net\\.")
          .containsPattern("\nlinks\\.sender\\.example\\. +300 +IN +CNAME +sendgrid\\.net\\.")
          .containsPattern(
              "\n; later: links\\.sender\\.example\\. +300 +IN +CNAME +d111\\.cloudfront\\.net\\.");

      String ses =
          run(
                  clickward,
                  "domain",
                  "change",
                  HOST,
                  "--provider",
                  "ses",
                  "--provider-region",
                  "eu-central-1",
                  "--edge",
                  "other")
              .orThrow()
              .out();
      assertThat(ses)
          .containsPattern("\nlinks\\.sender\\.example\\. +300 +IN +CNAME +r\\.eu-central-1\\.aws")
          .doesNotContain("sendgrid");
      assertThat(run(clickward, "domain", "show", HOST).orThrow().out()).isEqualTo(ses);
    }
  }

  private static Path token(Clickward clickward) {
    return clickward.data("admin-token");
  }

  @Test
  void tokensAreMadeForAccountsAndRevokedAndRecovered() throws Exception {
    Clickward clickward = Clickward.in(folder, "declared.example");
    try (Serving serving = clickward.serve()) {
      run(clickward, "account", "create", "acme").orThrow();
      Path file = folder.resolve("acme-token");
      run(
              clickward,
              "token",
              "create",
              "--role",
              "read",
              "--account",
              "acme",
              "--to-file",
              file.toString())
          .orThrow();
      String theirs = file.toString();
      assertThat(run(clickward, "domain", "list", "--token-file", theirs).orThrow().out())
          .doesNotContain("declared.example");
      assertThat(run(clickward, "domain", "add", HOST, "--token-file", theirs).err())
          .contains("the token has the role read");
      String id = run(clickward, "token", "list", "--account", "acme").orThrow().out();
      run(clickward, "token", "revoke", id.substring(0, 16), "--account", "acme").orThrow();
      assertThat(run(clickward, "domain", "list", "--token-file", theirs).exitCode())
          .isEqualTo(Program.REFUSED);

      Files.delete(token(clickward));
      assertThat(run(clickward, "domain", "list").err()).contains("clickward token recover");
      run(clickward, "token", "recover").orThrow();
      run(clickward, "domain", "list").orThrow();
      assertThat(serving.log()).doesNotContain("cw_");
    }
  }

  @Test
  void linksGoOnOpeningAfterARekey() throws Exception {
    Clickward clickward = Clickward.in(folder, "declared.example");
    run(clickward, "keys", "list").orThrow();
    String keys = run(clickward, "keys", "export").orThrow().out();

    run(clickward, "rekey").orThrow();

    assertThat(clickward.data("link-keys.json")).content().startsWith("clickward-sealed-1 ");
    assertThat(run(clickward, "keys", "export").orThrow().out()).isEqualTo(keys);
    run(clickward, "rekey").orThrow();
    assertThat(run(clickward, "keys", "export").orThrow().out()).isEqualTo(keys);
    Path narrow = folder.resolve("rewriting-key");
    run(clickward, "rekey", "--for-rewriting", narrow.toString()).orThrow();
    assertThat(narrow).content().startsWith("clickward-master-key-1 link ");
  }
}
