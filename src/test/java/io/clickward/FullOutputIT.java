package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.command.Program;
import io.clickward.domain.HostName;
import io.clickward.event.Durability;
import io.clickward.event.Event;
import io.clickward.event.EventKind;
import io.clickward.event.Journal;
import io.clickward.event.JournalSettings;
import io.clickward.event.Verdict;
import io.clickward.testing.Clickward;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands whose standard output takes nothing: each write to /dev/full is a full disk. */
class FullOutputIT {
  private static final String HOST = "links.example.test";
  private static final Path MAIL =
      Path.of("src/test/resources/rewrite/mails/40-receipt.eml").toAbsolutePath();

  @TempDir private Path folder;
  private Clickward clickward;

  @BeforeEach
  void configure() throws Exception {
    clickward = Clickward.in(folder, HOST);
  }

  @Test
  void aBackupOfTheKeysThatIsCutIsToldAndNotTakenForWhole() throws Exception {
    clickward.run("keys", "list", "--config", config()).orThrow();
    assertThat(said("keys", "export")).contains("clickward: standard output: No space left");
  }

  @Test
  void aMailThatIsCutIsTold() throws Exception {
    assertThat(said("rewrite", "--domain", HOST, "--message", "m", MAIL.toString()))
        .contains("clickward: standard output: No space left");
  }

  @Test
  void eventsThatNobodyTakesAreNotReadToTheirEnd() throws Exception {
    JournalSettings settings =
        new JournalSettings(Durability.ASYNC, Duration.ofMinutes(1), 1 << 20, Duration.ZERO, 100);
    Event event =
        new Event(
            new UUID(0x7000, 0x8000_0000_0000_0000L),
            Instant.now(),
            EventKind.OPEN,
            new HostName(HOST),
            "m",
            "",
            Event.NO_LINK,
            "",
            "",
            "",
            Verdict.UNCLASSIFIED,
            List.of());
    try (Journal journal = Journal.open(clickward.data("journal"), settings, Clock.systemUTC())) {
      journal.append(event, _ -> {});
    }
    assertThat(said("events", "--follow")).contains("clickward: standard output: No space left");
  }

  @Test
  void whatAnyOtherCommandSaysIsNotLostInSilence() throws Exception {
    assertThat(said("keys", "list")).contains("clickward: standard output takes no more");
  }

  /** Runs a command, which must not end well. */
  private String said(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(arguments[0].equals("keys") ? 2 : 1, List.of("--config", config()));
    Path err = folder.resolve("err");
    Process process = clickward.start(Path.of("/dev/full"), err, all.toArray(String[]::new));
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(Program.REFUSED);
    return Files.readString(err);
  }

  private String config() {
    return clickward.config().toString();
  }
}
