package io.clickward.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.HostName;
import io.clickward.domain.MessageRecord;
import io.clickward.domain.MessageRecord.LinkRecord;
import java.nio.file.Path;
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

  private static final Instant SENT = Instant.parse("2026-11-21T08:30:00Z");
  private static final Instant SAVED = Instant.parse("2026-11-22T10:00:00Z");

  @TempDir Path data;

  MessageRecords open() {
    return MessageRecords.in(data);
  }

  @Test
  void findsWhatWasSavedAfterReopening() {
    MessageRecord record = record("m-1", "spring", "gr\u00fc\u00dfe \ud83d\udc4b \"'\\\n");
    try (MessageRecords records = open()) {
      records.save(record, SAVED);
    }
    try (MessageRecords records = open()) {
      assertThat(records.find(DOMAIN, "m-1")).contains(record);
    }
  }

  @Test
  void findsNothingUnderAnotherDomainOrMessage() {
    try (MessageRecords records = open()) {
      records.save(record("m-1", "spring"), SAVED);
      assertThat(records.find(OTHER, "m-1")).isEmpty();
      assertThat(records.find(DOMAIN, "M-1")).isEmpty();
    }
  }

  @Test
  void savingAgainReplaces() {
    try (MessageRecords records = open()) {
      records.save(record("m-1", "spring"), SAVED);
      records.save(record("m-1", "summer"), SAVED);
      records.save(record("m-1", "summer"), SAVED);
      assertThat(records.find(DOMAIN, "m-1")).contains(record("m-1", "summer"));
    }
  }

  @Test
  void oneConnectionSeesWhatAnotherSaved() {
    try (MessageRecords rewrite = open();
        MessageRecords serve = open()) {
      rewrite.save(record("m-1", "spring"), SAVED);
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
    try (MessageRecords records = open()) {
      assertThat(records.find(DOMAIN, "w0-0")).isPresent();
      assertThat(records.find(DOMAIN, "w3-9")).isPresent();
    }
  }

  /** A connection of its own, opened while the others open and write: as another process would. */
  private boolean savesAndFinds(String name, int count) {
    try (MessageRecords records = open()) {
      for (int i = 0; i < count; i++) {
        records.save(record(name + i, "spring"), SAVED);
        records.save(record("shared", name), SAVED);
        if (records.find(DOMAIN, name + i).isEmpty()) {
          return false;
        }
      }
      return true;
    }
  }

  @Test
  void forgetsWhatWasSavedBeforeAMomentWhateverItsDate() {
    try (MessageRecords records = open()) {
      records.save(record("m-1", "spring"), SAVED);
      assertThat(records.removeSavedBefore(SAVED)).isZero();
      records.save(record("kept", "spring"), SAVED.plusSeconds(1));
      assertThat(records.find(DOMAIN, "m-1")).isPresent();
      for (int i = 2; i <= 2_100; i++) {
        records.save(record("m-" + i, "spring"), SAVED);
      }
      assertThat(records.removeSavedBefore(SAVED.plusSeconds(1))).isEqualTo(2_100);
      assertThat(records.find(DOMAIN, "m-1")).isEmpty();
      assertThat(records.find(DOMAIN, "m-2100")).isEmpty();
      assertThat(records.find(DOMAIN, "kept")).isPresent();
    }
  }

  private static MessageRecord record(String message, String... tags) {
    return new MessageRecord(
        message,
        DOMAIN,
        SENT,
        List.of(new LinkRecord(0, "hero", Map.of("a", "1")), new LinkRecord(1, "", Map.of())),
        List.of(tags),
        Map.of("campaign", "c-7"));
  }
}
