package io.clickward;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.command.Program;
import io.clickward.testing.Clickward;
import io.clickward.testing.Finished;
import io.clickward.testing.Serving;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The events command on a journal with a damaged day. */
class CorruptDayIT {
  @TempDir private Path folder;

  private static byte[] day(int... words) {
    ByteBuffer bytes = ByteBuffer.allocate(24 + words.length * Integer.BYTES);
    bytes.put("CLICKWRD".getBytes(US_ASCII)).putInt(1).putInt(0).putLong(0);
    Arrays.stream(words).forEach(bytes::putInt);
    return bytes.array();
  }

  @Test
  void saysWhichDayIsCorruptAndGoesOnWhenAsked() throws Exception {
    Clickward clickward = Clickward.in(folder, "links.example.test");
    Path journal = Files.createDirectories(clickward.data("journal"));
    byte[] damaged = day(4, 12345, 678);
    Files.write(journal.resolve("2026-01-01.events"), damaged);
    Files.write(journal.resolve("2026-01-02.events"), day());
    String config = clickward.config().toString();

    Finished stopped = clickward.run("events", "--config", config);
    assertThat(stopped.exitCode()).isEqualTo(Program.REFUSED);
    assertThat(stopped.err())
        .contains("2026-01-01.events is corrupt (no event at byte 24)", "--skip-corrupt")
        .doesNotContain("\tat ");

    Finished skipped = clickward.run("events", "--config", config, "--skip-corrupt").orThrow();
    assertThat(skipped.err()).contains("2026-01-01.events is corrupt");
    assertThat(skipped.out()).isEmpty();
    assertThat(journal.resolve("2026-01-01.events")).hasBinaryContent(damaged);
  }

  @Test
  void aServerStartsThoughItsCountsAreNoDatabase() throws Exception {
    Clickward clickward = Clickward.in(folder, "links.example.test");
    Files.createDirectories(clickward.data("journal"));
    Files.writeString(clickward.data("rollups.db"), "no database".repeat(1000));
    try (Serving serving = clickward.serve()) {
      assertThat(serving.saysReady()).isTrue();
    }
  }
}
