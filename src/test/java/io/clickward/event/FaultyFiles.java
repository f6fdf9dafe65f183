package io.clickward.event;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/** Real files of a day on a disk that does what a test says. */
final class FaultyFiles implements DayFile.Opener {
  enum Disk {
    WORKS,
    /** Nothing can be opened, commits fail without a trace. */
    FAILS,
    /** Commits write everything and fail then. */
    FAILS_AFTER_WRITING,
    /** Commits wait for {@link #letGo}. */
    HANGS
  }

  volatile Disk disk = Disk.WORKS;
  private final Semaphore letGo = new Semaphore(0);
  private final JournalFolder folder;

  FaultyFiles(JournalFolder folder) {
    this.folder = folder;
  }

  /** Lets every hanging commit go and has the disk work from now on. */
  void letGo() {
    disk = Disk.WORKS;
    letGo.release(1_000_000);
  }

  @Override
  public DayFile open(LocalDate day) throws IOException {
    if (disk == Disk.FAILS) {
      throw new IOException("no space left on device");
    }
    return new FaultyFile(SqliteDayFile.open(folder, day));
  }

  private final class FaultyFile implements DayFile {
    private final DayFile file;

    FaultyFile(DayFile file) {
      this.file = file;
    }

    @Override
    public long lastSeq() {
      return file.lastSeq();
    }

    @Override
    public boolean holds(long seq, UUID id) throws IOException {
      return file.holds(seq, id);
    }

    @Override
    public void commit(long firstSeq, List<Waiting> group) throws IOException {
      switch (disk) {
        case WORKS -> file.commit(firstSeq, group);
        case FAILS -> throw new IOException("no space left on device");
        case FAILS_AFTER_WRITING -> {
          file.commit(firstSeq, group);
          throw new IOException("fdatasync failed");
        }
        case HANGS -> {
          letGo.acquireUninterruptibly();
          file.commit(firstSeq, group);
        }
      }
    }

    @Override
    public void checkpoint() {
      file.checkpoint();
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
