package io.clickward.event;

import io.clickward.domain.HostName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Events counted by hour, message and link. The counts and how far the journal was read stand in
 * one file and change in one transaction: whatever happens, an event is counted once. The file is
 * opened when it is first needed and anew after each failure, so that nothing waits for one that
 * cannot be opened, and no transaction goes on that SQLite has ended by itself.
 */
public final class Rollups implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Rollups.class);

  /** Read at a stretch: about a millisecond's work. */
  private static final int EVENTS_MAX = 4_000;

  /** Written at a stretch. */
  private static final int ROWS_MAX = 100;

  /** How long a stop waits for a disk that hangs. */
  private static final Duration CLOSE_WAIT_MAX = Duration.ofSeconds(1);

  private static final Set<SQLiteErrorCode> DAMAGED =
      EnumSet.of(SQLiteErrorCode.SQLITE_NOTADB, SQLiteErrorCode.SQLITE_CORRUPT);

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

  /** Held while the file is in use: the disk decides for how long. */
  private final ReentrantLock inUse = new ReentrantLock();

  private @Nullable Connection connection;

  /**
   * The counts of a journal.
   *
   * @param file where they are kept, made when missing
   * @param journal the journal's folder
   * @param pace how fast it may work
   */
  public Rollups(Path file, Path journal, Pace pace) {
    this.file = file;
    this.journal = journal;
    this.pace = pace;
  }

  /**
   * Counts what the journal has had since the last time, up to where it ended meanwhile; ends early
   * when it is interrupted. However fast events come, what has not filled the counts is written
   * once: a row costs as much as some fifty events that are read.
   */
  public void readOnce() throws IOException {
    inUse.lock();
    try {
      EventReader reader = EventReader.open(journal, position());
      boolean more = true;
      while (more && !Thread.currentThread().isInterrupted()) {
        more = readSome(reader);
      }
    } finally {
      inUse.unlock();
    }
  }

  private boolean readSome(EventReader reader) throws IOException {
    Position before = reader.position();
    counts.clear();
    boolean more = collect(reader);
    Position after = reader.position();
    if (!after.equals(before)) {
      ask(open -> write(open, after));
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

  private boolean write(Connection open, Position position) throws SQLException {
    open.setAutoCommit(false);
    addCounts(open);
    advance(open, position);
    open.commit();
    open.setAutoCommit(true);
    return true;
  }

  private void addCounts(Connection open) throws SQLException {
    try (PreparedStatement row = open.prepareStatement(ADD)) {
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

  private static void advance(Connection open, Position position) throws SQLException {
    try (PreparedStatement row = open.prepareStatement(ADVANCE)) {
      row.setString(1, position.day().toString());
      row.setLong(2, position.offset());
      row.executeUpdate();
    }
  }

  /** How far the journal is counted. */
  public Position position() throws IOException {
    return ask(Rollups::readPosition);
  }

  private static Position readPosition(Connection open) throws SQLException {
    try (PreparedStatement query = open.prepareStatement("SELECT day, read_to FROM position");
        ResultSet row = query.executeQuery()) {
      return row.next()
          ? new Position(LocalDate.parse(row.getString(1)), row.getLong(2))
          : Position.START;
    }
  }

  /** The counts of a domain in the hours that start from {@code from} and before {@code until}. */
  public List<HourCount> counts(HostName domain, Instant from, Instant until) throws IOException {
    return ask(open -> readCounts(open, domain, from, until));
  }

  private static List<HourCount> readCounts(
      Connection open, HostName domain, Instant from, Instant until) throws SQLException {
    List<HourCount> counts = new ArrayList<>();
    try (PreparedStatement query = open.prepareStatement(OF_DOMAIN)) {
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

  /** A connection that failed is not used again: closing it undoes what was not committed. */
  private <T> T ask(Sqlite.Work<T> work) throws IOException {
    boolean done = false;
    inUse.lock();
    try {
      T answer = work.run(connection());
      done = true;
      return answer;
    } catch (SQLException e) {
      throw new IOException("%s: %s. %s".formatted(file, e.getMessage(), whatNow(e)), e);
    } finally {
      if (!done) {
        letGo();
      }
      inUse.unlock();
    }
  }

  private static String whatNow(SQLException e) {
    return e instanceof SQLiteException known && DAMAGED.contains(known.getResultCode())
        ? "Stop the server and put a good copy in its place, or remove it: the counts are then made anew from the days that are still there"
        : "The counts wait, and go on when it can be used again";
  }

  private Connection connection() throws SQLException, IOException {
    Connection open = connection;
    if (open == null) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      open = Sqlite.write(file);
      connection = open;
      for (String table : TABLES) {
        Sqlite.execute(open, table);
      }
    }
    return open;
  }

  /**
   * Lets go of the file. One that is still in use after a second is left as after a crash: its disk
   * hangs, and others wait for this to end.
   */
  @Override
  public void close() {
    if (!isFreeSoon()) {
      log.warn("{}: the disk hangs; the counts are left as after a crash", file);
      return;
    }
    try {
      letGo();
    } finally {
      inUse.unlock();
    }
  }

  private boolean isFreeSoon() {
    try {
      return inUse.tryLock(CLOSE_WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void letGo() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      Sqlite.close(open);
    }
  }
}
