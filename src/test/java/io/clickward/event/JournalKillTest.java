package io.clickward.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalKillTest {
  private static final int EVENTS_BEFORE_KILL = 2000;
  private static final int ID_CHARACTERS = 36;

  @TempDir Path folder;

  @Test
  void everyEventSettledAsDurableBeforeAKillIsInTheFile() throws Exception {
    Set<String> durable = new HashSet<>();
    for (int round = 0; round < 2; round++) {
      durable.addAll(appendAndKill());
      assertThat(durable).hasSizeGreaterThan(100);
      assertThat(Events.messagesIn(folder)).containsAll(durable).doesNotHaveDuplicates();
    }
    try (Journal _ = Journal.open(folder, JournalSettings.DEFAULT, InstantSource.system())) {
      assertThat(Events.messagesIn(folder)).containsAll(durable).doesNotHaveDuplicates();
    }
  }

  /** The ids that a child process reported before it was killed in the middle of its work. */
  private List<String> appendAndKill() throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                AppendingChild.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader output = child.inputReader()) {
      while (lines.size() < EVENTS_BEFORE_KILL) {
        lines.add(output.readLine());
      }
      child.toHandle().destroyForcibly(); // unlike the process, leaves the pipe open to be read
      output.lines().forEach(lines::add);
    }
    child.waitFor();
    // The last line may have been cut short, and logs go to the same stream.
    return lines.stream().filter(line -> line.length() == ID_CHARACTERS).toList();
  }
}
