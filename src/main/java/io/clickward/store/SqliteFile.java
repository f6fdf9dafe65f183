package io.clickward.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.SQLiteErrorCode;

/** Opens SQLite files of ours. */
final class SqliteFile {
  private static final int BUSY_MILLIS_MAX = 10_000;
  private static final Duration BUSY_PAUSE = Duration.ofMillis(10);

  private SqliteFile() {}

  /** Opens a file with these tables; both are made when they are not there. Its owner's only. */
  static SqlSession open(Path file, List<String> tables) {
    try {
      PrivateFile.createIfAbsent(file);
      return new SqlSession(file.toString(), prepared(file, tables));
    } catch (IOException | SQLException e) {
      throw unopened(file, e);
    }
  }

  private static Connection prepared(Path file, List<String> tables) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try {
      prepare(connection, tables);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  static StoreException unopened(Path file, Throwable why) {
    return new StoreException(
        "%s cannot be opened: %s; expected a database of Clickward's. See that the disk has room and the file is this user's; when it is damaged, stop the server and restore it from its copy."
            .formatted(file, why.getMessage()),
        why);
  }

  /**
   * Two processes may make the file at the same moment. Turning on WAL and creating a table need
   * the file for themselves, and SQLite then says busy at once, whatever the busy timeout: so they
   * are tried again for as long.
   */
  private static void prepare(Connection connection, List<String> tables) throws SQLException {
    long end = System.nanoTime() + Duration.ofMillis(BUSY_MILLIS_MAX).toNanos();
    boolean prepared = false;
    while (!prepared) {
      try {
        set(connection, tables);
        prepared = true;
      } catch (SQLException e) {
        if (!isBusy(e) || System.nanoTime() - end > 0) {
          throw e;
        }
        LockSupport.parkNanos(BUSY_PAUSE.toNanos());
      }
    }
  }

  private static void set(Connection connection, List<String> tables) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS_MAX);
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      for (String table : tables) {
        statement.execute(table);
      }
    }
  }

  /** The low byte is the code, the rest says more about it. */
  private static boolean isBusy(SQLException e) {
    return (e.getErrorCode() & 0xFF) == SQLiteErrorCode.SQLITE_BUSY.code;
  }
}
