package io.clickward.onboarding;

import io.clickward.store.Database;
import io.clickward.store.OnPostgres;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same on PostgreSQL. */
class AccessPostgresIT extends AccessTest {
  @RegisterExtension static final OnPostgres POSTGRES = new OnPostgres();

  @Override
  Database database() {
    return POSTGRES.database();
  }

  @Override
  String stored() {
    return String.join("\n", POSTGRES.rows("token"));
  }
}
