package io.clickward.event;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/** How this package opens SQLite files. */
final class Sqlite {
  private static final int BUSY_MILLIS_MAX = 1000;

  /** The primary part of an extended result code. */
  private static final int PRIMARY_CODE_MASK = 0xff;

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

  static boolean isCorrupt(SQLException e) {
    int code = e.getErrorCode() & PRIMARY_CODE_MASK;
    return code == SQLiteErrorCode.SQLITE_CORRUPT.code
        || code == SQLiteErrorCode.SQLITE_NOTADB.code;
  }

  static IOException failed(Path file, SQLException e) {
    return new IOException(file + ": " + e.getMessage(), e);
  }
}
