package io.clickward.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickward.domain.HostName;
import io.clickward.domain.MessageRecord;
import io.clickward.domain.MessageRecord.LinkRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.SQLiteErrorCode;

/**
 * What rewriting knew of each message, in SQLite ({@code messages.db}), by domain and message id.
 * Several processes may use one file at once: {@code rewrite} writes what {@code serve} reads.
 */
public final class MessageRecords implements AutoCloseable {
  private static final int BUSY_MILLIS_MAX = 10_000;
  private static final Duration BUSY_PAUSE = Duration.ofMillis(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String CREATE =
      """
      CREATE TABLE IF NOT EXISTS message (
        domain TEXT NOT NULL,
        message TEXT NOT NULL,
        sent_at INTEGER NOT NULL,
        links TEXT NOT NULL,
        tags TEXT NOT NULL,
        metadata TEXT NOT NULL,
        PRIMARY KEY (domain, message)
      ) WITHOUT ROWID, STRICT
      """;
  private static final String SAVE =
      """
      INSERT INTO message (domain, message, sent_at, links, tags, metadata)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (domain, message) DO UPDATE SET
        sent_at = excluded.sent_at, links = excluded.links,
        tags = excluded.tags, metadata = excluded.metadata
      """;
  private static final String FIND =
      "SELECT sent_at, links, tags, metadata FROM message WHERE domain = ? AND message = ?";

  private final Connection connection;

  private MessageRecords(Connection connection) {
    this.connection = connection;
  }

  /** Opens the records in a data folder, which must exist; makes the file when there is none. */
  public static MessageRecords in(Path data) {
    Path file = data.resolve("messages.db");
    try {
      PrivateFile.createIfAbsent(file);
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
      prepare(connection);
      return new MessageRecords(connection);
    } catch (IOException | SQLException e) {
      throw new StoreException(file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /**
   * Two processes may make the file at the same moment. Turning on WAL and creating the table need
   * the file for themselves, and SQLite then says busy at once, whatever the busy timeout: so they
   * are tried again for as long.
   */
  private static void prepare(Connection connection) throws SQLException {
    long end = System.nanoTime() + Duration.ofMillis(BUSY_MILLIS_MAX).toNanos();
    boolean prepared = false;
    while (!prepared) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS_MAX);
        statement.execute("PRAGMA journal_mode = WAL");
        statement.execute("PRAGMA synchronous = FULL");
        statement.execute(CREATE);
        prepared = true;
      } catch (SQLException e) {
        if (!isBusy(e) || System.nanoTime() - end > 0) {
          throw e;
        }
        LockSupport.parkNanos(BUSY_PAUSE.toNanos());
      }
    }
  }

  /** The low byte is the code, the rest says more about it. */
  private static boolean isBusy(SQLException e) {
    return (e.getErrorCode() & 0xFF) == SQLiteErrorCode.SQLITE_BUSY.code;
  }

  /**
   * Saves a record; one of the same domain and message is replaced, so that a retry is harmless.
   */
  public synchronized void save(MessageRecord record) {
    try (PreparedStatement save = connection.prepareStatement(SAVE)) {
      save.setString(1, record.domain().value());
      save.setString(2, record.message());
      save.setLong(3, record.sentAt().getEpochSecond());
      save.setString(4, json(record.links()));
      save.setString(5, json(record.tags()));
      save.setString(6, json(record.metadata()));
      save.executeUpdate();
    } catch (SQLException e) {
      throw new StoreException("the message record cannot be saved: " + e.getMessage(), e);
    }
  }

  /** The record of a message of a domain, or empty when nothing was written for it. */
  public synchronized Optional<MessageRecord> find(HostName domain, String message) {
    try (PreparedStatement find = connection.prepareStatement(FIND)) {
      find.setString(1, domain.value());
      find.setString(2, message);
      try (ResultSet row = find.executeQuery()) {
        return row.next() ? Optional.of(record(domain, message, row)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw new StoreException("the message record cannot be read: " + e.getMessage(), e);
    }
  }

  private static MessageRecord record(HostName domain, String message, ResultSet row)
      throws SQLException {
    return new MessageRecord(
        message,
        domain,
        Instant.ofEpochSecond(row.getLong("sent_at")),
        value(row.getString("links"), new TypeReference<List<LinkRecord>>() {}),
        value(row.getString("tags"), new TypeReference<List<String>>() {}),
        value(row.getString("metadata"), new TypeReference<Map<String, String>>() {}));
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of strings and numbers are always JSON", e);
    }
  }

  private static <T> T value(String json, TypeReference<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new StoreException("a message record is damaged: it is not the JSON we wrote", e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new StoreException("the message records cannot be closed: " + e.getMessage(), e);
    }
  }
}
