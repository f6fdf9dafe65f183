package io.clickward.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection to a database of ours, used by one thread at a time. Knows no dialect. */
final class SqlSession implements AutoCloseable {
  /** Makes a value of the row that a result stands at. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Several changes that are made whole or not at all. */
  interface Changes {
    void make() throws SQLException;
  }

  private final String name;
  private final Connection connection;

  /**
   * A session on an open connection, which it closes.
   *
   * @param name what messages call the database
   */
  SqlSession(String name, Connection connection) {
    this.name = name;
    this.connection = connection;
  }

  /** Makes one change, on disk when it returns; says how many rows it met. */
  synchronized int change(String sql, @Nullable Object... values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new StoreException(name + " cannot be written: " + e.getMessage(), e);
    }
  }

  /** Makes all changes, or none of them when one fails. */
  synchronized void together(Changes changes) {
    try {
      connection.setAutoCommit(false);
      try {
        changes.make();
        connection.commit();
      } catch (SQLException | RuntimeException | Error e) {
        connection.rollback(); // or the next line would commit the half
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      throw new StoreException(name + " cannot be written: " + e.getMessage(), e);
    }
  }

  <T> List<T> all(Row<T> read, String sql, @Nullable Object... values) {
    List<T> found = new ArrayList<>();
    each(read, found::add, sql, values);
    return found;
  }

  /** Hands over one row after the other, so that there may be very many. */
  synchronized <T> void each(
      Row<T> read, Consumer<T> each, String sql, @Nullable Object... values) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          each.accept(read.read(row));
        }
      }
    } catch (SQLException e) {
      throw new StoreException(name + " cannot be read: " + e.getMessage(), e);
    }
  }

  <T> Optional<T> first(Row<T> read, String sql, @Nullable Object... values) {
    return all(read, sql, values).stream().findFirst();
  }

  /** Moments are stored as milliseconds, so that they compare in SQL. */
  private static void bind(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      statement.setObject(i + 1, value instanceof Instant at ? (Object) millis(at) : value);
    }
  }

  private static long millis(Instant at) {
    return at.toEpochMilli();
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new StoreException(name + " cannot be closed: " + e.getMessage(), e);
    }
  }
}
