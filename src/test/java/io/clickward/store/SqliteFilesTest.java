package io.clickward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.cert.CertificateStore.Held;
import io.clickward.cert.HostCertificate;
import io.clickward.domain.HostName;
import io.clickward.domain.MessageRecord;
import io.clickward.testing.TestCa;
import io.clickward.testing.XorAtRest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is so of the stores only because they are files. */
class SqliteFilesTest {
  private static final HostName HOST = HostName.parse("links.example.test");
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  @TempDir Path data;

  @Test
  void noKeyIsReadableInItsFileAndTheFileIsItsOwners() throws Exception {
    TestCa.Leaf leaf = TestCa.root("Root", NOW).intermediate("Middle").leaf(HOST.value());
    HostCertificate certificate = HostCertificate.of(leaf.keys().getPrivate(), leaf.chain());
    URI authority = URI.create("https://ca.example.test/directory");
    try (CertificateDatabase store = CertificateDatabase.in(data, new XorAtRest())) {
      store.save(
          new Held(HOST, authority, NOW, NOW.plusSeconds(60), 0.25, Optional.empty()), certificate);
    }
    Path file = data.resolve("certificates.db");
    String content = Files.readString(file, StandardCharsets.ISO_8859_1);
    String key = new String(certificate.key().getEncoded(), StandardCharsets.ISO_8859_1);
    assertThat(content.contains(key)).isFalse();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void onlyItsOwnerMayReadTheMessageRecords() throws Exception {
    try (MessageRecords records = MessageRecords.in(data)) {
      records.save(new MessageRecord("m-1", HOST, NOW, List.of(), List.of(), Map.of()), NOW);
      for (String name : List.of("messages.db", "messages.db-wal", "messages.db-shm")) {
        assertThat(Files.getPosixFilePermissions(data.resolve(name)))
            .as(name)
            .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      }
    }
  }

  @Test
  void recordsOfAnOlderFileAreKeptAndGrowOldFromTheUpgradeOn() throws Exception {
    try (Connection file =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("messages.db"));
        Statement statement = file.createStatement()) {
      statement.execute(
          "CREATE TABLE message (domain TEXT NOT NULL, message TEXT NOT NULL, sent_at INTEGER NOT NULL, links TEXT NOT NULL, tags TEXT NOT NULL, metadata TEXT NOT NULL, PRIMARY KEY (domain, message)) WITHOUT ROWID, STRICT");
      statement.execute(
          "INSERT INTO message VALUES ('links.example.test', 'm-1', 1577836800, '[]', '[]', '{}')");
    }
    try (MessageRecords records = MessageRecords.in(data)) {
      assertThat(records.removeSavedBefore(NOW)).isZero();
      assertThat(records.find(HOST, "m-1")).isPresent();
    }
    try (MessageRecords records = MessageRecords.in(data)) {
      assertThat(records.removeSavedBefore(Instant.now().plusSeconds(60))).isOne();
    }
  }

  @Test
  void saysWhichFileIsDamaged() throws Exception {
    for (String name : List.of("clickward.db", "messages.db", "certificates.db")) {
      Files.writeString(data.resolve(name), "no database ".repeat(500));
      assertThatThrownBy(() -> open(name))
          .isInstanceOf(StoreException.class)
          .hasMessageStartingWith(data.resolve(name) + " cannot be opened: [SQLITE_NOTADB]")
          .hasMessageContaining("restore it from its copy");
    }
  }

  @Test
  void saysWhichFileIsDamagedInItsMiddle() throws Exception {
    Database.in(data).close();
    Path file = data.resolve("clickward.db");
    byte[] bytes = Files.readAllBytes(file);
    Arrays.fill(bytes, 100, bytes.length, (byte) 0xFF);
    Files.write(file, bytes);
    assertThatThrownBy(() -> open("clickward.db"))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith(file + " cannot be opened: ");
  }

  private void open(String name) {
    switch (name) {
      case "clickward.db" -> Database.in(data).close();
      case "messages.db" -> MessageRecords.in(data).close();
      default -> CertificateDatabase.in(data, new XorAtRest()).close();
    }
  }

  @Test
  void saysWhichFileCannotBeOpened() {
    Path missing = data.resolve("missing");
    assertThatThrownBy(() -> MessageRecords.in(missing))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("messages.db cannot be opened");
  }
}
