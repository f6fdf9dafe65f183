package io.clickward.store;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The tables, one step after the other; a database remembers how many it has taken. Steps are only
 * ever added. The same SQL has to run on SQLite and on PostgreSQL: times are whole seconds since
 * 1970, flags are 0 and 1.
 */
final class Migrations {
  private static final List<String> STEPS =
      List.of(
          """
          CREATE TABLE account (
            name TEXT NOT NULL PRIMARY KEY,
            created_at BIGINT NOT NULL)
          """,
          """
          CREATE TABLE token (
            id TEXT NOT NULL PRIMARY KEY,
            account TEXT NOT NULL REFERENCES account (name),
            role TEXT NOT NULL,
            label TEXT NOT NULL,
            hash TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT)
          """,
          "CREATE INDEX token_account ON token (account)",
          """
          CREATE TABLE claim (
            account TEXT NOT NULL REFERENCES account (name),
            host TEXT NOT NULL,
            generation INTEGER NOT NULL,
            provider TEXT NOT NULL,
            edge TEXT NOT NULL,
            click_path TEXT NOT NULL,
            open_path TEXT NOT NULL,
            https INTEGER NOT NULL,
            clicks TEXT NOT NULL,
            opens TEXT NOT NULL,
            keeps_ip TEXT NOT NULL,
            keeps_user_agent TEXT NOT NULL,
            pixel_bytes INTEGER NOT NULL,
            proof TEXT NOT NULL,
            declared INTEGER NOT NULL,
            state TEXT NOT NULL,
            reached TEXT NOT NULL,
            findings TEXT NOT NULL,
            retiring_until BIGINT,
            served INTEGER NOT NULL,
            since BIGINT NOT NULL,
            created_at BIGINT NOT NULL,
            PRIMARY KEY (account, host))
          """,
          "CREATE INDEX claim_served ON claim (served, host)",
          """
          CREATE TABLE host_owner (
            host TEXT NOT NULL PRIMARY KEY,
            account TEXT NOT NULL,
            generation INTEGER NOT NULL,
            live INTEGER NOT NULL,
            challenger TEXT,
            challenged_at BIGINT)
          """,
          """
          CREATE TABLE transition (
            account TEXT NOT NULL,
            host TEXT NOT NULL,
            number BIGINT NOT NULL,
            at BIGINT NOT NULL,
            from_state TEXT NOT NULL,
            to_state TEXT NOT NULL,
            cause TEXT NOT NULL,
            PRIMARY KEY (account, host, number))
          """,
          """
          CREATE TABLE revocation (
            id TEXT NOT NULL PRIMARY KEY,
            account TEXT NOT NULL REFERENCES account (name),
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            link INTEGER NOT NULL,
            at BIGINT NOT NULL,
            cause TEXT NOT NULL)
          """,
          "CREATE INDEX revocation_account ON revocation (account, at)",
          "CREATE TABLE version (number BIGINT NOT NULL)",
          "INSERT INTO version (number) VALUES (1)",
          "ALTER TABLE claim ADD COLUMN placement TEXT NOT NULL DEFAULT '{}'",
          "ALTER TABLE claim ADD COLUMN changed BIGINT NOT NULL DEFAULT 0",
          "CREATE INDEX claim_changed ON claim (changed)",
          """
          CREATE INDEX claim_pending ON claim (host, account, state, since)
          WHERE state IN ('registered', 'ownership-proven', 'certificate-ready', 'degraded')
          """,
          "CREATE INDEX claim_unproved ON claim (account) WHERE state = 'registered'");

  private Migrations() {}

  /** Takes the steps that the database has not taken. */
  static void run(Handle handle) {
    handle.execute("CREATE TABLE IF NOT EXISTS migration (step INTEGER NOT NULL PRIMARY KEY)");
    int taken = handle.createQuery("SELECT COUNT(*) FROM migration").mapTo(Integer.class).one();
    if (taken > STEPS.size()) {
      throw new StoreException(
          "the database has taken %d steps and this version knows %d; it was written by a newer Clickward. Use that one."
              .formatted(taken, STEPS.size()),
          new IllegalStateException("newer schema"));
    }
    for (int step = taken; step < STEPS.size(); step++) {
      handle.execute(STEPS.get(step));
      handle.execute("INSERT INTO migration (step) VALUES (?)", step);
    }
  }
}
