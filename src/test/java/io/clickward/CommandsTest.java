package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused before anything is read. */
class CommandsTest {
  private static String refused(String... arguments) {
    StringWriter said = new StringWriter();
    int exitCode =
        Commands.of(arguments).setErr(new PrintWriter(said, true)).execute(arguments);
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
}
