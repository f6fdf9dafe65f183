package io.clickward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.domain.HostName;
import io.clickward.domain.MessageRecord;
import io.clickward.domain.MessageRecord.LinkRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageRecordsTest {
  private static final HostName DOMAIN = HostName.parse("links.example.test");
  private static final HostName OTHER = HostName.parse("links.other.test");

  @TempDir Path data;

  @Test
  void findsWhatWasSavedAfterReopening() {
    MessageRecord record = record("m-1", "spring", "gr\u00fc\u00dfe \ud83d\udc4b \"'\\\n");
    try (MessageRecords records = MessageRecords.in(data)) {
      records.save(record);
    }
    try (MessageRecords records = MessageRecords.in(data)) {
      assertThat(records.find(DOMAIN, "m-1")).contains(record);
    }
  }

  @Test
  void findsNothingUnderAnotherDomainOrMessage() {
    try (MessageRecords records = MessageRecords.in(data)) {
      records.save(record("m-1", "spring"));
      assertThat(records.find(OTHER, "m-1")).isEmpty();
      assertThat(records.find(DOMAIN, "M-1")).isEmpty();
    }
  }

  @Test
  void savingAgainReplaces() {
    try (MessageRecords records = MessageRecords.in(data)) {
      records.save(record("m-1", "spring"));
      records.save(record("m-1", "summer"));
      records.save(record("m-1", "summer"));
      assertThat(records.find(DOMAIN, "m-1")).contains(record("m-1", "summer"));
    }
  }

  @Test
  void oneConnectionSeesWhatAnotherSaved() {
    try (MessageRecords rewrite = MessageRecords.in(data);
        MessageRecords serve = MessageRecords.in(data)) {
      rewrite.save(record("m-1", "spring"));
      assertThat(serve.find(DOMAIN, "m-1")).isPresent();
    }
  }

  @RepeatedTest(20)
  void connectionsThatMakeAndWriteTheFileAtOnceAreNotTurnedAway() throws Exception {
    List<Callable<Boolean>> writers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String name = "w" + i + "-";
      writers.add(() -> savesAndFinds(name, 10));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<Boolean> writer : threads.invokeAll(writers)) {
        assertThat(writer.get()).isTrue();
      }
    }
    try (MessageRecords records = MessageRecords.in(data)) {
      assertThat(records.find(DOMAIN, "w0-0")).isPresent();
      assertThat(records.find(DOMAIN, "w3-9")).isPresent();
    }
  }

  /** A connection of its own, opened while the others open and write: as another process would. */
  private boolean savesAndFinds(String name, int count) {
    try (MessageRecords records = MessageRecords.in(data)) {
      for (int i = 0; i < count; i++) {
        records.save(record(name + i, "spring"));
        records.save(record("shared", name));
        if (records.find(DOMAIN, name + i).isEmpty()) {
          return false;
        }
      }
      return true;
    }
  }

  @Test
  void onlyItsOwnerMayReadTheFiles() throws Exception {
    try (MessageRecords records = MessageRecords.in(data)) {
      records.save(record("m-1", "spring"));
      for (String name : List.of("messages.db", "messages.db-wal", "messages.db-shm")) {
        assertThat(Files.getPosixFilePermissions(data.resolve(name)))
            .as(name)
            .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      }
    }
  }

  @Test
  void saysWhichFileCannotBeOpened() {
    Path missing = data.resolve("missing");
    assertThatThrownBy(() -> MessageRecords.in(missing))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("messages.db cannot be opened");
  }

  private static MessageRecord record(String message, String... tags) {
    return new MessageRecord(
        message,
        DOMAIN,
        Instant.parse("2026-11-21T08:30:00Z"),
        List.of(new LinkRecord(0, "hero", Map.of("a", "1")), new LinkRecord(1, "", Map.of())),
        List.of(tags),
        Map.of("campaign", "c-7"));
  }
}
