package io.clickward.store;

import org.junit.jupiter.api.extension.RegisterExtension;

/** The same on PostgreSQL. */
class MessageRecordsPostgresIT extends MessageRecordsTest {
  @RegisterExtension static final OnPostgres POSTGRES = new OnPostgres();

  @Override
  MessageRecords open() {
    return new MessageRecords(POSTGRES.session());
  }
}
