package io.clickward.event;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journal in order, in this process or another, beside the one that writes. It holds no
 * lock that the writer waits for, and no snapshot between two calls. One thread at a time.
 */
public final class EventReader implements AutoCloseable {
  /**
   * What a query found: things made of the rows behind a number, and the number of the last row.
   */
  private record Batch<T>(List<T> things, long last) {}

  private interface Query<T> {
    Batch<T> read(Connection open, long after, int eventsMax) throws SQLException;
  }

  private final JournalFolder folder;
  private Position position;
  private @Nullable Connection connection;

  private EventReader(JournalFolder folder, Position after) {
    this.folder = folder;
    this.position = after;
  }

  /** A reader of the events behind a position. The folder may be empty or missing yet. */
  public static EventReader open(Path folder, Position after) {
    return new EventReader(new JournalFolder(folder), after);
  }

  /** Where it stands: at the last event it gave, or later when only empty days follow. */
  public Position position() {
    return position;
  }

  /**
   * The next events, {@code eventsMax} at most; none when there are none yet, so that a caller who
   * follows the journal asks again a little later.
   *
   * @throws IOException when a file cannot be read; the position is then unchanged
   */
  public List<Event> next(int eventsMax) throws IOException {
    return next(EventReader::events, eventsMax);
  }

  /**
   * The next events as counts: what a roll-up needs of thousands of rows, without making an object
   * of each. Goes on like {@link #next}.
   */
  List<HourCount> nextCounts(int eventsMax) throws IOException {
    return next(EventReader::counts, eventsMax);
  }

  private <T> List<T> next(Query<T> query, int eventsMax) throws IOException {
    while (true) {
      // Looked up before reading: once a later file exists, nothing is added to this one.
      Optional<LocalDate> later = dayAfter(position.day());
      List<T> things = read(query, eventsMax);
      if (!things.isEmpty() || later.isEmpty()) {
        return things;
      }
      position = Position.startOf(later.get());
    }
  }

  private Optional<LocalDate> dayAfter(LocalDate day) throws IOException {
    return folder.days().stream().filter(d -> d.isAfter(day)).findFirst();
  }

  private <T> List<T> read(Query<T> query, int eventsMax) throws IOException {
    Path file = folder.file(position.day());
    try {
      Connection open = connection != null ? connection : connect(file);
      if (open == null) {
        return List.of();
      }
      Batch<T> batch = query.read(open, position.seq(), eventsMax);
      position = new Position(position.day(), batch.last);
      if (batch.things.isEmpty()) {
        close(); // so that a file put in the place of this one is seen next time
      }
      return batch.things;
    } catch (SQLException e) {
      close();
      throw failed(file, e);
    }
  }

  private static IOException failed(Path file, SQLException e) {
    if (!Sqlite.isCorrupt(e)) {
      return Sqlite.failed(file, e);
    }
    return new IOException(
        file + " is corrupt; its events cannot be read. Move it away to go on with the next day.",
        e);
  }

  /** Opens a file; null while there is none, or none that its writer has finished making. */
  private @Nullable Connection connect(Path file) throws SQLException {
    if (!Files.exists(file)) {
      return null;
    }
    Connection opened = Sqlite.read(file);
    connection = opened;
    if (Sqlite.number(opened, "PRAGMA user_version") == 0) {
      close();
    }
    return connection;
  }

  private static Batch<Event> events(Connection open, long after, int eventsMax)
      throws SQLException {
    List<Event> events = new ArrayList<>();
    long last = after;
    try (PreparedStatement query = open.prepareStatement(EventRow.AFTER)) {
      query.setLong(1, after);
      query.setInt(2, eventsMax);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          events.add(EventRow.event(row));
          last = EventRow.seq(row);
        }
      }
    }
    return new Batch<>(events, last);
  }

  private static Batch<HourCount> counts(Connection open, long after, int eventsMax)
      throws SQLException {
    List<HourCount> counts = new ArrayList<>();
    long last = after;
    try (PreparedStatement query = open.prepareStatement(EventRow.COUNTS_AFTER)) {
      query.setLong(1, after);
      query.setInt(2, eventsMax);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          counts.add(EventRow.count(row));
          last = Math.max(last, EventRow.lastSeq(row));
        }
      }
    }
    return new Batch<>(counts, last);
  }

  @Override
  public void close() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      Sqlite.close(open);
    }
  }
}
