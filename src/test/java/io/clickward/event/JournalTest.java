package io.clickward.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.TestClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path folder;
  private final TestClock clock = new TestClock(Events.NOON);

  @Test
  void anEventSettledAsDurableIsInTheFile() throws Exception {
    BlockingQueue<Settlement> settled = new LinkedBlockingQueue<>();
    try (Journal journal = Journal.open(folder, JournalSettings.DEFAULT, clock)) {
      journal.append(Events.click("one"), settled::add);
      assertThat(settled.poll(5, TimeUnit.SECONDS)).isEqualTo(Settlement.DURABLE);
      assertThat(messages()).containsExactly("one");
    }
  }

  private List<String> messages() throws Exception {
    List<String> messages = new ArrayList<>();
    Path file = new JournalFolder(folder).file(java.time.LocalDate.of(2026, 11, 21));
    try (var connection = Sqlite.read(file);
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT * FROM event ORDER BY seq")) {
      while (row.next()) {
        messages.add(EventRow.event(row).message());
      }
    }
    return messages;
  }
}
