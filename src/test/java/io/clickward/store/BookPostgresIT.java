package io.clickward.store;

import org.junit.jupiter.api.extension.RegisterExtension;

/** The same on PostgreSQL. */
class BookPostgresIT extends BookTest {
  @RegisterExtension static final OnPostgres POSTGRES = new OnPostgres();

  @Override
  Database database() {
    return POSTGRES.database();
  }
}
