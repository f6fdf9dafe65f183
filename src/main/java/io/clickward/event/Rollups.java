package io.clickward.event;

import io.clickward.domain.HostName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events counted by hour, message and link. The counts and how far the journal was read stand in
 * one file and change in one transaction: whatever happens, an event is counted once.
 */
public final class Rollups implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Rollups.class);

  /** Read at a stretch: about a millisecond's work. */
  private static final int EVENTS_MAX = 4_000;

  /** Written at a stretch. */
  private static final int ROWS_MAX = 100;

  private static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS rollup (
            hour INTEGER NOT NULL,
            domain TEXT NOT NULL,
            message TEXT NOT NULL,
            link INTEGER NOT NULL,
            kind TEXT NOT NULL,
            verdict TEXT NOT NULL,
            events INTEGER NOT NULL,
            PRIMARY KEY (domain, hour, message, link, kind, verdict)
          ) STRICT, WITHOUT ROWID
          """,
          """
          CREATE TABLE IF NOT EXISTS position (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            day TEXT NOT NULL,
            read_to INTEGER NOT NULL
          ) STRICT
          """);

  private static final String ADD =
      """
      INSERT INTO rollup (hour, domain, message, link, kind, verdict, events)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET events = events + excluded.events
      """;

  private static final String ADVANCE =
      """
      INSERT INTO position (id, day, read_to) VALUES (1, ?, ?)
      ON CONFLICT DO UPDATE SET day = excluded.day, read_to = excluded.read_to
      """;

  private static final String OF_DOMAIN =
      """
      SELECT * FROM rollup WHERE domain = ? AND hour >= ? AND hour < ?
      ORDER BY hour, message, link, kind, verdict
      """;

  private final Path file;
  private final Path journal;
  private final Pace pace;
  private final HourCounts counts = new HourCounts();
  private final Connection connection;

  private Rollups(Path file, Path journal, Pace pace, Connection connection) {
    this.file = file;
    this.journal = journal;
    this.pace = pace;
    this.connection = connection;
  }

  /**
   * Opens the counts of a journal.
   *
   * @param file where they are kept, made when missing
   * @param journal the journal's folder
   * @param pace how fast it may work
   */
  public static Rollups open(Path file, Path journal, Pace pace) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return Sqlite.ask(file, () -> new Rollups(file, journal, pace, connect(file)));
  }

  private static Connection connect(Path file) throws SQLException {
    Connection connection = Sqlite.write(file);
    for (String table : TABLES) {
      Sqlite.execute(connection, table);
    }
    return connection;
  }

  /**
   * Counts what the journal has had since the last time, up to where it ended meanwhile; ends early
   * when it is interrupted. However fast events come, what has not filled the counts is written
   * once: a row costs as much as some fifty events that are read.
   */
  public synchronized void readOnce() throws IOException {
    EventReader reader = EventReader.open(journal, position());
    boolean more = true;
    while (more && !Thread.currentThread().isInterrupted()) {
      more = readSome(reader);
    }
  }

  private boolean readSome(EventReader reader) throws IOException {
    Position before = reader.position();
    counts.clear();
    boolean more = collect(reader);
    Position after = reader.position();
    if (!after.equals(before)) {
      Sqlite.ask(file, () -> write(after));
    }
    return more;
  }

  /** What is over and corrupt holds up no later day for ever. */
  private boolean collect(EventReader reader) throws IOException {
    try {
      return fill(reader);
    } catch (CorruptDayException e) {
      // Told again when what came before it has been added.
      if (counts.size() == 0) {
        skip(reader, e);
      }
      return true;
    }
  }

  /** Whether the journal has more than the counts have room for. */
  private boolean fill(EventReader reader) throws IOException {
    boolean more = true;
    while (more && counts.hasRoomFor(EVENTS_MAX)) {
      more = reader.countNext(EVENTS_MAX, counts);
      pace.rest();
    }
    return more;
  }

  private static void skip(EventReader reader, CorruptDayException e)
      throws CorruptDayException, IOException {
    if (!reader.skipDay()) {
      throw e;
    }
    log.error("{} The counts lack these events.", e.getMessage());
  }

  private boolean write(Position position) throws SQLException {
    connection.setAutoCommit(false);
    try {
      addCounts();
      advance(position);
      connection.commit();
      return true;
    } finally {
      connection.rollback(); // of what was not committed
      connection.setAutoCommit(true);
    }
  }

  private void addCounts() throws SQLException {
    try (PreparedStatement row = connection.prepareStatement(ADD)) {
      int rows = 0;
      for (int number : counts.inOrder()) {
        HourCount count = counts.get(number);
        row.setLong(1, count.hour().toEpochMilli());
        row.setString(2, count.domain().value());
        row.setString(3, count.message());
        row.setInt(4, count.link());
        row.setString(5, count.kind().word());
        row.setString(6, count.verdict().word());
        row.setLong(7, count.events());
        row.addBatch();
        if (++rows % ROWS_MAX == 0) {
          row.executeBatch();
          pace.rest();
        }
      }
      row.executeBatch();
    }
  }

  private void advance(Position position) throws SQLException {
    try (PreparedStatement row = connection.prepareStatement(ADVANCE)) {
      row.setString(1, position.day().toString());
      row.setLong(2, position.offset());
      row.executeUpdate();
    }
  }

  /** How far the journal is counted. */
  public synchronized Position position() throws IOException {
    return Sqlite.ask(file, this::readPosition);
  }

  private Position readPosition() throws SQLException {
    try (PreparedStatement query =
            connection.prepareStatement("SELECT day, read_to FROM position");
        ResultSet row = query.executeQuery()) {
      return row.next()
          ? new Position(LocalDate.parse(row.getString(1)), row.getLong(2))
          : Position.START;
    }
  }

  /** The counts of a domain in the hours that start from {@code from} and before {@code until}. */
  public synchronized List<HourCount> counts(HostName domain, Instant from, Instant until)
      throws IOException {
    return Sqlite.ask(file, () -> readCounts(domain, from, until));
  }

  private List<HourCount> readCounts(HostName domain, Instant from, Instant until)
      throws SQLException {
    List<HourCount> counts = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(OF_DOMAIN)) {
      query.setString(1, domain.value());
      query.setLong(2, from.toEpochMilli());
      query.setLong(3, until.toEpochMilli());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          counts.add(count(row));
        }
      }
    }
    return counts;
  }

  private static HourCount count(ResultSet row) throws SQLException {
    return new HourCount(
        Instant.ofEpochMilli(row.getLong("hour")),
        new HostName(row.getString("domain")),
        row.getString("message"),
        row.getInt("link"),
        EventKind.ofWord(row.getString("kind")),
        Verdict.ofWord(row.getString("verdict")),
        row.getLong("events"));
  }

  @Override
  public synchronized void close() {
    Sqlite.close(connection);
  }
}
