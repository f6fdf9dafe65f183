package io.clickward.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickward.domain.HostName;
import io.clickward.domain.MessageRecord;
import io.clickward.domain.MessageRecord.LinkRecord;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What rewriting knew of each message, in SQLite ({@code messages.db}), by domain and message id.
 * Several processes may use one file at once: {@code rewrite} writes what {@code serve} reads. The
 * statements are PostgreSQL's too.
 */
public final class MessageRecords implements AutoCloseable {
  /** Its name in the data folder. */
  static final String FILE = "messages.db";

  private static final ObjectMapper JSON = new ObjectMapper();

  static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS message_record (
            domain TEXT NOT NULL,
            message TEXT NOT NULL,
            sent_at BIGINT NOT NULL,
            links TEXT NOT NULL,
            tags TEXT NOT NULL,
            metadata TEXT NOT NULL,
            saved_at BIGINT NOT NULL,
            PRIMARY KEY (domain, message)
          )
          """,
          "CREATE INDEX IF NOT EXISTS message_record_saved_at ON message_record (saved_at)");
  private static final String SAVE =
      """
      INSERT INTO message_record (domain, message, sent_at, links, tags, metadata, saved_at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (domain, message) DO UPDATE SET
        sent_at = excluded.sent_at, links = excluded.links,
        tags = excluded.tags, metadata = excluded.metadata, saved_at = excluded.saved_at
      """;
  private static final String FIND =
      "SELECT sent_at, links, tags, metadata FROM message_record WHERE domain = ? AND message = ?";

  /** Files had a table once that did not know when a record was saved: it counts as saved now. */
  private static final String TAKE_OVER =
      """
      INSERT INTO message_record (domain, message, sent_at, links, tags, metadata, saved_at)
      SELECT domain, message, sent_at, links, tags, metadata, strftime('%s', 'now') FROM message
      WHERE true ON CONFLICT DO NOTHING
      """;

  private static final String REMOVE =
      """
      DELETE FROM message_record WHERE (domain, message) IN
        (SELECT domain, message FROM message_record WHERE saved_at < ? LIMIT ?)
      """;
  private static final int REMOVED_AT_ONCE_MAX = 1_000;

  private final SqlSession session;

  /** On a session with the tables. */
  MessageRecords(SqlSession session) {
    this.session = session;
  }

  /** Opens the records in a data folder, which must exist; makes the file when there is none. */
  public static MessageRecords in(Path data) {
    SqlSession session = SqliteFile.open(data.resolve(FILE), TABLES);
    try {
      takeOver(session);
      return new MessageRecords(session);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static void takeOver(SqlSession session) {
    boolean older =
        session.first(_ -> true, "SELECT 1 FROM sqlite_master WHERE name = 'message'").isPresent();
    if (older) {
      session.together(
          () -> {
            session.change(TAKE_OVER);
            session.change("DROP TABLE message");
          });
    }
  }

  /**
   * Saves a record; one of the same domain and message is replaced, so that a retry is harmless.
   *
   * @param now from when its age counts: the Date of a mail may be anything
   */
  public void save(MessageRecord record, Instant now) {
    session.change(
        SAVE,
        record.domain().value(),
        record.message(),
        record.sentAt().getEpochSecond(),
        json(record.links()),
        json(record.tags()),
        json(record.metadata()),
        now.getEpochSecond());
  }

  /** The record of a message of a domain, or empty when nothing was written for it. */
  public Optional<MessageRecord> find(HostName domain, String message) {
    return session.first(row -> record(domain, message, row), FIND, domain.value(), message);
  }

  /**
   * Forgets the records that were saved last before a moment; says how many. Some at a time: who
   * rewrites mail meanwhile waits for some only.
   */
  public int removeSavedBefore(Instant moment) {
    int all = 0;
    int some = REMOVED_AT_ONCE_MAX;
    while (some == REMOVED_AT_ONCE_MAX) {
      some = session.change(REMOVE, moment.getEpochSecond(), REMOVED_AT_ONCE_MAX);
      all += some;
    }
    return all;
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
  public void close() {
    session.close();
  }
}
