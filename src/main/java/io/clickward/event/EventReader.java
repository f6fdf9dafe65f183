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
    while (true) {
      // Looked up before reading: once a later file exists, nothing is added to this one.
      Optional<LocalDate> later = dayAfter(position.day());
      List<Event> events = read(eventsMax);
      if (!events.isEmpty() || later.isEmpty()) {
        return events;
      }
      position = Position.startOf(later.get());
    }
  }

  private Optional<LocalDate> dayAfter(LocalDate day) throws IOException {
    return folder.days().stream().filter(d -> d.isAfter(day)).findFirst();
  }

  private List<Event> read(int eventsMax) throws IOException {
    Path file = folder.file(position.day());
    try {
      Connection open = connection != null ? connection : connect(file);
      if (open == null) {
        return List.of();
      }
      List<Event> events = read(open, eventsMax);
      if (events.isEmpty()) {
        close(); // so that a file put in the place of this one is seen next time
      }
      return events;
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

  private List<Event> read(Connection open, int eventsMax) throws SQLException {
    List<Event> events = new ArrayList<>();
    long last = position.seq();
    try (PreparedStatement query = open.prepareStatement(EventRow.AFTER)) {
      query.setLong(1, last);
      query.setInt(2, eventsMax);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          events.add(EventRow.event(row));
          last = EventRow.seq(row);
        }
      }
    }
    position = new Position(position.day(), last);
    return events;
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
