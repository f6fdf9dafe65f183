package io.clickward.store;

import io.clickward.testing.XorAtRest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same on PostgreSQL. */
class CertificateDatabasePostgresIT extends CertificateDatabaseTest {
  @RegisterExtension static final OnPostgres POSTGRES = new OnPostgres();

  @Override
  CertificateDatabase certificates() {
    return new CertificateDatabase(POSTGRES.session(), POSTGRES.session(), new XorAtRest());
  }
}
