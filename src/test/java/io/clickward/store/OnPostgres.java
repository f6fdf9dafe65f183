package io.clickward.store;

import com.zaxxer.hikari.HikariConfig;
import io.clickward.testing.Postgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs the tests of a class on a real PostgreSQL, each in an empty schema. */
public final class OnPostgres implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  private static final int CONNECTIONS_MAX = 4;

  private Postgres server;
  private String schema;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException, InterruptedException {
    server = Postgres.start();
  }

  @Override
  public void beforeEach(ExtensionContext context) throws SQLException {
    schema = server.emptySchema();
    try (Connection connection = DriverManager.getConnection(schema);
        Statement statement = connection.createStatement()) {
      for (List<String> tables : List.of(CertificateDatabase.TABLES, MessageRecords.TABLES)) {
        for (String table : tables) {
          statement.execute(table);
        }
      }
    }
  }

  /** Accounts and domains. */
  public Database database() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(schema);
    config.setMaximumPoolSize(CONNECTIONS_MAX);
    config.setMinimumIdle(1);
    return Database.on(config);
  }

  /** Every row of a table with all that is in it. */
  public List<String> rows(String table) {
    try (SqlSession session = session()) {
      return session.all(
          row -> row.getString(1), "SELECT each::text FROM %s each".formatted(table));
    }
  }

  /** A connection of its own. */
  SqlSession session() {
    try {
      return new SqlSession("PostgreSQL", DriverManager.getConnection(schema));
    } catch (SQLException e) {
      throw new StoreException("PostgreSQL cannot be reached", e);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException, InterruptedException {
    server.close();
  }
}
