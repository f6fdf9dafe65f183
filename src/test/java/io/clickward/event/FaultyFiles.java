package io.clickward.event;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/** Real files of a day on a disk that does what a test says. */
final class FaultyFiles implements DayFile.Opener {
  enum Disk {
    WORKS,
    /** Nothing can be opened, commits fail without a trace. */
    FAILS,
    /** The same, after {@link #SLOW_FAILURE}. */
    FAILS_SLOWLY,
    /** Commits write everything and fail then. */
    FAILS_AFTER_WRITING,
    /** Commits wait for {@link #letGo}. */
    HANGS,
    /** Commits take {@link #SLOW_SYNC} each. */
    SLOW,
    /** Commits take {@link #DRAGGING_SYNC} each. */
    DRAGS
  }

  static final Duration SLOW_SYNC = Duration.ofSeconds(2);
  static final Duration DRAGGING_SYNC = Duration.ofMillis(300);
  static final Duration SLOW_FAILURE = Duration.ofMillis(500);

  volatile Disk disk = Disk.WORKS;
  private final Semaphore letGo = new Semaphore(0);
  private final JournalFolder folder;
  private final RecordBuffer buffer = new RecordBuffer(LogDayFile.AHEAD_BYTES);

  FaultyFiles(JournalFolder folder) {
    this.folder = folder;
  }

  /** Lets every hanging commit go and has the disk work from now on. */
  void letGo() {
    disk = Disk.WORKS;
    letGo.release(1_000_000);
  }

  @Override
  public DayFile open(LocalDate day, long end) throws IOException {
    if (disk == Disk.FAILS || disk == Disk.FAILS_SLOWLY) {
      throw full();
    }
    return new FaultyFile(LogDayFile.open(folder, day, end, buffer));
  }

  private IOException full() {
    if (disk == Disk.FAILS_SLOWLY) {
      LockSupport.parkNanos(SLOW_FAILURE.toNanos());
    }
    return new IOException("no space left on device");
  }

  private final class FaultyFile implements DayFile {
    private final DayFile file;

    FaultyFile(DayFile file) {
      this.file = file;
    }

    @Override
    public long end() {
      return file.end();
    }

    @Override
    public long commit(List<Waiting> group) throws IOException {
      return switch (disk) {
        case WORKS -> file.commit(group);
        case FAILS, FAILS_SLOWLY -> throw full();
        case FAILS_AFTER_WRITING -> {
          file.commit(group);
          throw new IOException("fdatasync failed");
        }
        case HANGS -> {
          letGo.acquireUninterruptibly();
          yield file.commit(group);
        }
        case SLOW -> {
          LockSupport.parkNanos(SLOW_SYNC.toNanos());
          yield file.commit(group);
        }
        case DRAGS -> {
          LockSupport.parkNanos(DRAGGING_SYNC.toNanos());
          yield file.commit(group);
        }
      };
    }

    @Override
    public void forget(long before) {
      file.forget(before);
    }

    @Override
    public void abandon() {
      file.abandon();
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
