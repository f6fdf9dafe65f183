package io.clickward.event;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/** How this package opens SQLite files. */
final class Sqlite {
  private static final Logger log = LoggerFactory.getLogger(Sqlite.class);
  private static final int BUSY_MILLIS_MAX = 1000;

  /** The primary part of an extended result code. */
  private static final int PRIMARY_CODE_MASK = 0xff;

  /** Work on a file. */
  interface Work<T> {
    T run() throws SQLException, IOException;
  }

  private Sqlite() {}

  /** A connection that writes; a commit is on disk when it returns. */
  static Connection write(Path file) throws SQLException {
    return config(BUSY_MILLIS_MAX).createConnection(url(file));
  }

  /** A connection that writes to a file that must be there already. */
  static Connection writeExisting(Path file, int busyMillisMax) throws SQLException {
    SQLiteConfig config = config(busyMillisMax);
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    return config.createConnection(url(file));
  }

  /** A connection that reads, beside one that writes. */
  static Connection read(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(BUSY_MILLIS_MAX);
    return config.createConnection(url(file));
  }

  private static SQLiteConfig config(int busyMillisMax) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(busyMillisMax);
    return config;
  }

  private static String url(Path file) {
    return "jdbc:sqlite:" + file;
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of a query's only row. */
  static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Closes a connection; there is nothing to do about a failure but to say so. */
  static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      log.warn("closing a file of the journal failed", e);
    }
  }

  static boolean isCorrupt(SQLException e) {
    int code = e.getErrorCode() & PRIMARY_CODE_MASK;
    return code == SQLiteErrorCode.SQLITE_CORRUPT.code
        || code == SQLiteErrorCode.SQLITE_NOTADB.code;
  }

  /** Does work on a file and says which file when it fails. */
  static <T> T ask(Path file, Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (SQLException e) {
      throw failed(file, e);
    }
  }

  static IOException failed(Path file, SQLException e) {
    return new IOException(file + ": " + e.getMessage(), e);
  }
}
