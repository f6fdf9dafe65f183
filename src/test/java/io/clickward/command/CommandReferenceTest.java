package io.clickward.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Golden;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

class CommandReferenceTest {
  private static final CommandReference REFERENCE = CommandReference.ofAllCommands();

  @Test
  void thePageIsWhatTheCommandsSay() {
    Golden.assertMatches(Path.of("docs/reference/commands.md"), REFERENCE.page());
  }

  @Test
  void everyCommandSaysWhatItDoesInASentence() {
    for (CommandSpec command : REFERENCE.commands()) {
      assertThat(String.join(" ", command.usageMessage().description()))
          .as(command.qualifiedName())
          .matches("[A-Z].*[.]")
          .doesNotContain("|");
    }
  }

  @Test
  void everyArgumentSaysWhatItIsInASentence() {
    for (CommandSpec command : REFERENCE.commands()) {
      for (ArgSpec argument : CommandReference.arguments(command)) {
        assertThat(CommandReference.meaning(argument))
            .as(command.qualifiedName() + " " + CommandReference.written(argument))
            .matches("[A-Z].*[.]")
            .doesNotContain("|", "${");
      }
    }
  }

  /** Picocli's own label for a value is the name of a field. */
  @Test
  void everyValueHasALabel() {
    for (CommandSpec command : REFERENCE.commands()) {
      for (ArgSpec argument : CommandReference.arguments(command)) {
        assertThat(CommandReference.written(argument))
            .as(command.qualifiedName())
            .doesNotContain("<");
      }
    }
  }
}
