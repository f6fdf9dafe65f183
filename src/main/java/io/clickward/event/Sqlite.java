package io.clickward.event;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** How this package opens its SQLite file. */
final class Sqlite {
  private static final Logger log = LoggerFactory.getLogger(Sqlite.class);
  private static final int BUSY_MILLIS_MAX = 1000;

  /** Work on an open file. */
  interface Work<T> {
    T run(Connection open) throws SQLException;
  }

  private Sqlite() {}

  /** A connection that writes; a commit is on disk when it returns. */
  static Connection write(Path file) throws SQLException {
    return config().createConnection(url(file));
  }

  private static SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_MILLIS_MAX);
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

  /** Closes a connection; there is nothing to do about a failure but to say so. */
  static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      log.warn("closing a file of the journal failed", e);
    }
  }
}
