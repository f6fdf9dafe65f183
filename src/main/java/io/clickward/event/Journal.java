package io.clickward.event;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable record of every event: one file a day, UTC, written by one thread in groups. What
 * waits to be written is bounded in memory, and a disk that fails costs no event until that memory
 * is full.
 */
public final class Journal implements EventSink, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Journal.class);
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final Duration CLOSE_WAIT_MAX = Duration.ofSeconds(5);
  private static final Duration REPORT_EVERY = Duration.ofSeconds(1);

  private final boolean sync;
  private final Line line;
  private final Counters counters = new Counters();
  private final DayWriter writer;
  private final Committer committer;
  private final Watch watch;
  private final ScheduledExecutorService upkeep;
  private final FileChannel lock;
  private long lostReported;

  private Journal(
      DayFile.Opener files,
      LocalDate day,
      JournalSettings settings,
      InstantSource clock,
      FileChannel lock) {
    this.sync = settings.durability() == Durability.SYNC;
    this.lock = lock;
    this.line = new Line(settings.queueBytesMax());
    this.upkeep =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("journal-upkeep").factory());
    this.writer = new DayWriter(files, day, upkeep);
    this.committer = new Committer(line, writer, counters, settings, clock);
    this.watch = new Watch(line, counters, settings.waitMax());
  }

  /**
   * Opens the journal in a folder and goes on with what is there.
   *
   * @throws IOException when the folder cannot be written or another process writes to it
   */
  public static Journal open(Path folder, JournalSettings settings, InstantSource clock)
      throws IOException {
    JournalFolder files = new JournalFolder(folder);
    RecordBuffer buffer = new RecordBuffer(LogDayFile.AHEAD_BYTES);
    return open(files, (day, end) -> LogDayFile.open(files, day, end, buffer), settings, clock);
  }

  static Journal open(
      JournalFolder folder, DayFile.Opener files, JournalSettings settings, InstantSource clock)
      throws IOException {
    // Events name recipients and addresses: they are nobody else's to read.
    Files.createDirectories(folder.path(), OWNER_ONLY);
    FileChannel lock = lock(folder, folder.path().resolve("journal.lock"));
    try {
      LocalDate day = firstDay(folder, clock);
      finishDayBefore(day, folder, files);
      Journal journal = new Journal(files, day, settings, clock, lock);
      journal.start();
      return journal;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Opens today's file first, so that a folder that cannot be written is told at once. */
  private void start() throws IOException {
    writer.write(List.of());
    committer.start();
    if (sync) {
      watch.start();
    }
    long every = REPORT_EVERY.toMillis();
    Future<?> _ =
        upkeep.scheduleWithFixedDelay(this::reportLosses, every, every, TimeUnit.MILLISECONDS);
  }

  /** Today, or the newest day that has a file: days only advance. */
  private static LocalDate firstDay(JournalFolder folder, InstantSource clock) throws IOException {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    List<LocalDate> days = folder.days();
    if (days.isEmpty() || !days.getLast().isAfter(today)) {
      return today;
    }
    log.warn(
        "today is {} and the journal has a file of {}; it goes on there. Is the clock right?",
        today,
        days.getLast());
    return days.getLast();
  }

  /**
   * A crash may have left the last group of an earlier day half-written: readers expect it whole.
   */
  private static void finishDayBefore(LocalDate day, JournalFolder folder, DayFile.Opener files)
      throws IOException {
    DurableEnd end = DurableEnd.read(folder);
    Optional<LocalDate> before =
        folder.days().reversed().stream().filter(d -> d.isBefore(day)).findFirst();
    if (before.isPresent() && (end == null || !end.day().isAfter(before.get()))) {
      files.open(before.get(), DayFile.END_UNKNOWN).close();
    }
  }

  /** Two writers would number the same events; readers need no lock. */
  private static FileChannel lock(JournalFolder folder, Path file) throws IOException {
    FileChannel channel = folder.open(file);
    try {
      FileLock held = channel.tryLock();
      if (held != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      log.debug("the lock is held in this very process", e);
    }
    channel.close();
    throw new IOException(
        file
            + " is locked: another process writes to this journal. Stop it, or use another folder.");
  }

  @Override
  public void append(Event event, Settled settled) {
    Waiting waiting = new Waiting(event, sync ? settled : null, System.nanoTime());
    if (!line.add(waiting)) {
      counters.lost.increment();
      Waiting.tell(settled, Settlement.LOST);
      return;
    }
    counters.appended.increment();
    committer.wake();
    if (!sync) {
      Waiting.tell(settled, Settlement.QUEUED);
    }
  }

  /** How it does. */
  public JournalStats stats() {
    return counters.snapshot(line, System.nanoTime());
  }

  private void reportLosses() {
    long lost = counters.lost.sum();
    if (lost > lostReported) {
      log.error("Events lost since the last report: {}, in all: {}", lost - lostReported, lost);
      lostReported = lost;
    }
  }

  /**
   * Takes no more events, waits a few seconds for those it has to be on disk, and gives the folder
   * free. Events that the disk does not take in that time are lost and counted.
   */
  @Override
  public void close() throws IOException {
    close(CLOSE_WAIT_MAX);
  }

  void close(Duration waitMax) throws IOException {
    line.close();
    try {
      if (!committer.finish(waitMax)) {
        log.error("the disk hangs; the journal is left as after a crash");
        return;
      }
      watch.stop();
      upkeep.shutdown();
      upkeep.awaitTermination(CLOSE_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
      writer.close();
      lock.close();
    } catch (InterruptedException e) {
      log.error("interrupted while closing; the journal is left as after a crash");
      Thread.currentThread().interrupt();
    }
  }
}
