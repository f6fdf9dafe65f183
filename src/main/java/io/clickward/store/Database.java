package io.clickward.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.clickward.onboarding.Book;
import io.clickward.onboarding.Books;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/**
 * Accounts, tokens and domains in {@code clickward.db}, which several processes may use at once.
 */
public final class Database implements Books, AutoCloseable {
  /** Its name in the data folder. */
  public static final String FILE = "clickward.db";

  private static final int BUSY_MILLIS_MAX = 10_000;
  private static final int CONNECTIONS_MAX = 4;

  private final HikariDataSource pool;

  /** SQLite lets those who wait for its lock try again by chance: ours queue here before it. */
  private final ReentrantLock writing = new ReentrantLock(true);

  private final Jdbi jdbi;
  private final DamagedClaims damaged = new DamagedClaims();

  private Database(HikariDataSource pool, Jdbi jdbi) {
    this.pool = pool;
    this.jdbi = jdbi;
  }

  /** Opens the database in a data folder, which must exist; makes it where there is none. */
  public static Database in(Path data) {
    Path file = data.resolve(FILE);
    try {
      PrivateFile.createIfAbsent(file);
      return on(pool(file));
    } catch (PoolInitializationException e) {
      throw SqliteFile.unopened(file, Objects.requireNonNullElse(e.getCause(), e));
    } catch (IOException | StoreException e) {
      throw SqliteFile.unopened(file, e);
    }
  }

  /** On the database that a pool's settings name; makes what is missing of its tables. */
  static Database on(HikariConfig config) {
    HikariDataSource pool = new HikariDataSource(config);
    try {
      Database database = new Database(pool, jdbi(pool));
      database.transaction(
          handle -> {
            Migrations.run(handle);
            return true;
          });
      return database;
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  /** Statements are written out: nothing in them has to be looked for but their parameters. */
  private static Jdbi jdbi(DataSource pool) {
    return Jdbi.create(pool)
        .configure(SqlStatements.class, all -> all.setTemplateEngine(TemplateEngine.NOP));
  }

  private static HikariConfig pool(Path file) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(sqlite(file));
    config.setMaximumPoolSize(CONNECTIONS_MAX);
    config.setMinimumIdle(1);
    config.setPoolName(FILE);
    return config;
  }

  /** Transactions take the write lock as they begin: one that reads first must not find it gone. */
  private static SQLiteDataSource sqlite(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_MILLIS_MAX);
    config.setTransactionMode(TransactionMode.IMMEDIATE);
    config.enforceForeignKeys(true);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  @Override
  public <T> T read(Function<Book, T> work) {
    return asked(() -> jdbi.withHandle(handle -> work.apply(new SqlBook(handle, damaged))));
  }

  @Override
  public <T> T write(Function<Book, T> work) {
    writing.lock();
    try {
      return transaction(
          handle -> {
            SqlBook book = new SqlBook(handle, damaged);
            book.lock();
            return work.apply(book);
          });
    } finally {
      writing.unlock();
    }
  }

  private <T> T transaction(Function<Handle, T> work) {
    return asked(() -> jdbi.inTransaction(work::apply));
  }

  private interface Question<T> {
    T ask();
  }

  private static <T> T asked(Question<T> question) {
    try {
      return question.ask();
    } catch (JdbiException e) {
      String why =
          e.getCause() instanceof DamagedClaimException damage
              ? damage.getMessage()
              : "the database failed: " + e.getMessage();
      throw new StoreException(String.valueOf(why), e);
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
