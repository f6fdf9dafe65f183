package io.clickward.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProgramTest {
  private final Locale locale = Locale.getDefault(Locale.Category.FORMAT);

  @AfterEach
  void asItWas() {
    Locale.setDefault(Locale.Category.FORMAT, locale);
  }

  @Test
  void writesNumbersForProgramsWhateverTheLocale() {
    Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("fa-IR"));
    assertThat("%d".formatted(12)).isNotEqualTo("12");

    assertThat(Program.run("--version")).isEqualTo(Program.DONE);

    assertThat("%d".formatted(12)).isEqualTo("12");
  }

  /** Otherwise all recipients with an umlaut would be one. */
  @Test
  void refusesAnArgumentThatTheLocaleCannotRead() {
    assertThat(Program.run("--version")).isEqualTo(Program.DONE);
    assertThat(Program.run("--version", "j\uFFFDrgen")).isEqualTo(Program.WRONG_USAGE);
  }

  @Test
  void readsNoFileThatAValueSeemsToName() {
    StringWriter said = new StringWriter();
    String[] arguments = {"check-config", "@/etc/hostname"};

    Commands.of(arguments).setErr(new PrintWriter(said, true)).execute(arguments);

    assertThat(said.toString()).contains("@/etc/hostname: does not exist");
  }
}
