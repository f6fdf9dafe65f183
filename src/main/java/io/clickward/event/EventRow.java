package io.clickward.event;

import io.clickward.domain.HostName;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** An event as a row of a day's file. */
final class EventRow {
  /**
   * {@code id} is the UUID's 16 bytes, {@code time} milliseconds, {@code reasons} comma-separated.
   */
  static final String TABLE =
      """
      CREATE TABLE IF NOT EXISTS event (
        seq INTEGER PRIMARY KEY,
        id BLOB NOT NULL,
        time INTEGER NOT NULL,
        kind TEXT NOT NULL,
        domain TEXT NOT NULL,
        message TEXT NOT NULL,
        recipient TEXT NOT NULL,
        link INTEGER NOT NULL,
        url TEXT NOT NULL,
        ip TEXT NOT NULL,
        user_agent TEXT NOT NULL,
        verdict TEXT NOT NULL,
        reasons TEXT NOT NULL
      ) STRICT
      """;

  static final String INSERT = "INSERT INTO event VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)";
  static final String AFTER = "SELECT * FROM event WHERE seq > ? ORDER BY seq LIMIT ?";

  /**
   * The same rows counted by hour and what else a roll-up tells apart; an hour has 3,600,000 ms.
   */
  static final String COUNTS_AFTER =
      """
      SELECT time / 3600000 * 3600000 AS hour, domain, message, link, kind, verdict,
        count(*) AS events, max(seq) AS last
      FROM (SELECT * FROM event WHERE seq > ? ORDER BY seq LIMIT ?)
      GROUP BY 1, 2, 3, 4, 5, 6
      """;

  private static final String COMMA = ",";

  private EventRow() {}

  static void bind(PreparedStatement row, long seq, Event event) throws SQLException {
    row.setLong(1, seq);
    row.setBytes(2, bytes(event.id()));
    row.setLong(3, event.time().toEpochMilli());
    row.setString(4, event.kind().word());
    row.setString(5, event.domain().value());
    row.setString(6, event.message());
    row.setString(7, event.recipient());
    row.setInt(8, event.link());
    row.setString(9, event.url());
    row.setString(10, event.ip());
    row.setString(11, event.userAgent());
    row.setString(12, event.verdict().word());
    row.setString(13, String.join(COMMA, event.reasons()));
  }

  static long seq(ResultSet row) throws SQLException {
    return row.getLong(1);
  }

  /** The number of the last row of a count. */
  static long lastSeq(ResultSet count) throws SQLException {
    return count.getLong("last");
  }

  static HourCount count(ResultSet row) throws SQLException {
    return new HourCount(
        Instant.ofEpochMilli(row.getLong("hour")),
        new HostName(row.getString("domain")),
        row.getString("message"),
        row.getInt("link"),
        EventKind.ofWord(row.getString("kind")),
        Verdict.ofWord(row.getString("verdict")),
        row.getLong("events"));
  }

  static Event event(ResultSet row) throws SQLException {
    return new Event(
        uuid(row.getBytes(2)),
        Instant.ofEpochMilli(row.getLong(3)),
        EventKind.ofWord(row.getString(4)),
        new HostName(row.getString(5)),
        row.getString(6),
        row.getString(7),
        row.getInt(8),
        row.getString(9),
        row.getString(10),
        row.getString(11),
        Verdict.ofWord(row.getString(12)),
        reasons(row.getString(13)));
  }

  private static List<String> reasons(String joined) {
    return joined.isEmpty() ? List.of() : List.of(joined.split(COMMA, -1));
  }

  static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  private static UUID uuid(byte[] bytes) {
    ByteBuffer id = ByteBuffer.wrap(bytes);
    return new UUID(id.getLong(), id.getLong());
  }
}
