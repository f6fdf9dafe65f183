package io.clickward.event;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of a day in SQLite: write-ahead log, {@code synchronous=FULL}. */
final class SqliteDayFile implements DayFile {
  private static final Logger log = LoggerFactory.getLogger(SqliteDayFile.class);
  private static final int FORMAT = 1;

  /**
   * Where a file's numbers start when files of the same day were set aside before it: above all of
   * theirs, so that a reader's position stays right.
   */
  private static final int SEQ_BITS_PER_FILE = 40;

  /** From this size the log is copied into the file. */
  private static final long WAL_BYTES_MIN = 4L << 20;

  /** From this many pages the log is made to start over, which may hold a commit up shortly. */
  private static final long WAL_PAGES_MAX = 16_384;

  private static final int CHECKPOINT_BUSY_MILLIS_MAX = 5;

  private final JournalFolder folder;
  private final LocalDate day;
  private final Path file;
  private final Connection connection;
  private final PreparedStatement insert;
  private final long lastSeq;
  private volatile boolean closed;

  private SqliteDayFile(JournalFolder folder, LocalDate day, Connection connection, long lastSeq)
      throws SQLException {
    this.folder = folder;
    this.day = day;
    this.file = folder.file(day);
    this.connection = connection;
    this.lastSeq = lastSeq;
    this.insert = connection.prepareStatement(EventRow.INSERT);
  }

  /** Opens or makes the file of a day; one that is corrupt is set aside and a new one made. */
  static DayFile open(JournalFolder folder, LocalDate day) throws IOException {
    try {
      return openSound(folder, day);
    } catch (SQLException e) {
      if (!Sqlite.isCorrupt(e)) {
        throw Sqlite.failed(folder.file(day), e);
      }
      folder.setAside(day, e);
      return Sqlite.ask(folder.file(day), () -> openSound(folder, day));
    }
  }

  private static DayFile openSound(JournalFolder folder, LocalDate day)
      throws SQLException, IOException {
    Connection connection = Sqlite.write(folder.file(day));
    try {
      checkpointAll(connection);
      connection.setAutoCommit(false);
      makeTable(connection, folder.file(day));
      long base = folder.corruptFiles(day) << SEQ_BITS_PER_FILE;
      long last = Sqlite.number(connection, "SELECT max(seq) FROM event");
      connection.commit();
      return new SqliteDayFile(folder, day, connection, Math.max(base, last));
    } catch (SQLException | IOException | RuntimeException e) {
      Sqlite.close(connection);
      throw e;
    }
  }

  /**
   * Copies the whole log into the file. After a failed fdatasync the log's pages may be readable
   * and yet not on disk; writing them once more, elsewhere, and syncing that is what makes sure.
   */
  private static void checkpointAll(Connection connection) throws SQLException, IOException {
    Sqlite.execute(connection, "PRAGMA wal_autocheckpoint=0");
    if (Sqlite.number(connection, "PRAGMA wal_checkpoint(FULL)") != 0) {
      throw new IOException("a reader held up the checkpoint that opening needs; trying again");
    }
  }

  private static void makeTable(Connection connection, Path file) throws SQLException, IOException {
    long format = Sqlite.number(connection, "PRAGMA user_version");
    if (format > FORMAT) {
      throw new IOException(
          "%s has format %d; expected at most %d. Start the newer Clickward that wrote it."
              .formatted(file, format, FORMAT));
    }
    if (format < FORMAT) {
      Sqlite.execute(connection, EventRow.TABLE);
      Sqlite.execute(connection, "PRAGMA user_version=" + FORMAT);
    }
  }

  @Override
  public long lastSeq() {
    return lastSeq;
  }

  @Override
  public boolean holds(long seq, UUID id) throws IOException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT id FROM event WHERE seq = ?")) {
      query.setLong(1, seq);
      boolean found;
      try (ResultSet row = query.executeQuery()) {
        found = row.next() && Arrays.equals(row.getBytes(1), EventRow.bytes(id));
      }
      connection.rollback();
      return found;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public void commit(long firstSeq, List<Waiting> group) throws IOException {
    try {
      long seq = firstSeq;
      for (Waiting waiting : group) {
        EventRow.bind(insert, seq++, waiting.event());
        insert.addBatch();
      }
      insert.executeBatch();
      connection.commit();
    } catch (SQLException e) {
      throw failed(e);
    }
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString(), null, "removed while it was open");
    }
  }

  /** Turns an exception into one with the file's name; sets the file aside when it is corrupt. */
  private IOException failed(SQLException e) throws IOException {
    if (Sqlite.isCorrupt(e) && !closed) {
      close();
      folder.setAside(day, e);
    }
    return Sqlite.failed(file, e);
  }

  @Override
  public void checkpoint() {
    try {
      if (!closed && walBytes() >= WAL_BYTES_MIN) {
        shortenWal();
      }
    } catch (SQLException | IOException | RuntimeException e) {
      log.warn("{}: checkpoint failed, the log grows: {}", file, e.getMessage());
    }
  }

  private long walBytes() throws IOException {
    Path wal = JournalFolder.beside(file, "-wal");
    return Files.exists(wal) ? Files.size(wal) : 0;
  }

  /**
   * PASSIVE copies beside the running commits, but while they never pause the log never starts
   * over. RESTART right after it finds little left to copy, so it holds commits up for one sync.
   */
  private void shortenWal() throws SQLException {
    try (Connection own = Sqlite.writeExisting(file, CHECKPOINT_BUSY_MILLIS_MAX);
        Statement pragma = own.createStatement()) {
      long pages;
      try (ResultSet passive = pragma.executeQuery("PRAGMA wal_checkpoint(PASSIVE)")) {
        pages = passive.getLong(2);
      }
      if (pages >= WAL_PAGES_MAX) {
        pragma.execute("PRAGMA wal_checkpoint(RESTART)");
      }
    }
  }

  /**
   * Closes it; unless others have it open too, SQLite copies the log into the file and drops it.
   */
  @Override
  public void close() {
    closed = true;
    Sqlite.close(connection);
  }
}
