package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before anything is read. */
class CommandsTest {
  private static String refused(String... arguments) {
    StringWriter said = new StringWriter();
    int exitCode = Commands.of(arguments).setErr(new PrintWriter(said, true)).execute(arguments);
    assertThat(exitCode).as(said.toString()).isEqualTo(Main.WRONG_USAGE);
    return said.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "../tokens", "localhost", "192.0.2.1"})
  void aDomainIsAskedForByAHostName(String host) {
    for (String command : new String[] {"add", "show", "verify", "remove"}) {
      assertThat(refused("domain", command, host))
          .startsWith("clickward: HOST is '" + host + "', which is not a host name; expected ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"###x", "", ".", "..example.com", "https://www.example.com", "a b"})
  void aHostToSkipIsOneThatALinkCanHave(String host) {
    assertThat(refused("rewrite", "--domain", "a.example", "--message", "m", "--skip-host=" + host))
        .startsWith("clickward: --skip-host is '" + host + "'; expected a host such as ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "www.example.com",
        "WWW.example.com.",
        ".example.com",
        ".\u0440\u0444",
        "m\u00fcller.example",
        "stra\u00dfe.example",
        "localhost",
        "my_bucket.example.com",
        "192.0.2.1",
        "[2001:db8::1]"
      })
  void aHostToSkipMayBeAnyThatLinksHave(String host) throws Exception {
    new SkippedHost(host).requireHost();
  }
}
