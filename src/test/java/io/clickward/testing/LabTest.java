package io.clickward.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LabTest {
  private static final Duration LONG = Duration.ofHours(1);

  @TempDir private Path folder;
  private Process program;

  @Test
  @Timeout(30)
  void aProgramThatEndsAtItsStartFailsTheTestAtOnceWithItsLastWords() {
    assertThatThrownBy(() -> await("echo no such file; exit 1", LONG))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("it has ended")
        .hasMessageContaining("no such file");
  }

  @Test
  @Timeout(30)
  void soDoesOneThatGoesOnWithoutItsPort() {
    assertThatThrownBy(() -> await("echo bind: address already in use; exec sleep 60", LONG))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("its port is taken")
        .hasMessageContaining("bind:");
  }

  @Test
  void oneThatNeverAnswersIsEndedAndItsLastWordsAreTold() throws Exception {
    assertThatThrownBy(() -> await("echo thinking; exec sleep 60", Duration.ofSeconds(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("not within 1 s")
        .hasMessageContaining("thinking");
    assertThat(program.waitFor(20, TimeUnit.SECONDS)).as("ended").isTrue();
  }

  private void await(String script, Duration max) throws Exception {
    Path log = folder.resolve("log");
    program =
        new ProcessBuilder("sh", "-c", script)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Lab.awaitAnswer(program, log, max, () -> false);
  }
}
