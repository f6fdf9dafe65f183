package io.clickward.event;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * CPU and time an event costs, by group size: the file of a day alone, then the whole journal with
 * so many events on their way at any time. Plain Java and not JMH, because most of a commit's time
 * is the disk's and the question is what the processor does. The argument is a folder on the disk
 * to measure.
 */
final class JournalBenchmark {
  private static final int EVENTS = 200_000;
  private static final int COMMITS_MAX = 4_000;
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private JournalBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Path root = Files.createDirectories(Path.of(arguments[0]));
    for (int round = 1; round <= 2; round++) {
      for (int group : new int[] {1, 16, 256, 1024}) {
        file(Files.createTempDirectory(root, "file"), group);
      }
      for (int outstanding : new int[] {1, 16, 256, 1024}) {
        journal(Files.createTempDirectory(root, "journal"), outstanding);
      }
    }
  }

  private static void file(Path folder, int size) throws IOException {
    List<Waiting> group = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      group.add(new Waiting(Events.click("m-" + i), null, 0));
    }
    int commits = Math.min(COMMITS_MAX, EVENTS / size);
    try (DayFile file =
        LogDayFile.open(
            new JournalFolder(folder),
            LocalDate.EPOCH,
            DayFile.END_UNKNOWN,
            new RecordBuffer(LogDayFile.AHEAD_BYTES))) {
      Meter meter = new Meter();
      for (int i = 0; i < commits; i++) {
        file.commit(group);
      }
      meter.print("file, group " + size, (long) commits * size);
    }
  }

  private static void journal(Path folder, int outstanding) throws Exception {
    int events = Math.min(EVENTS, COMMITS_MAX * outstanding);
    Semaphore room = new Semaphore(outstanding);
    Event event = Events.click("m");
    try (Journal journal = Journal.open(folder, JournalSettings.DEFAULT, InstantSource.system())) {
      Meter meter = new Meter();
      for (int i = 0; i < events; i++) {
        room.acquire();
        journal.append(event, _ -> room.release());
      }
      room.acquire(outstanding);
      meter.print("journal, outstanding " + outstanding, events);
      System.out.println(journal.stats());
    }
  }

  private static final class Meter {
    private final long cpu = SYSTEM.getProcessCpuTime();
    private final long start = System.nanoTime();

    void print(String what, long events) {
      System.out.printf(
          "%-26s %7d events  CPU %7.2f us  time %7.2f us an event%n",
          what,
          events,
          (SYSTEM.getProcessCpuTime() - cpu) / 1000.0 / events,
          (System.nanoTime() - start) / 1000.0 / events);
    }
  }
}
