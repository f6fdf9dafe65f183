package io.clickward.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.cert.HostCertificate;
import io.clickward.cert.UploadStore;
import io.clickward.domain.HostName;
import io.clickward.link.Keyring;
import io.clickward.testing.TestCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtRestTest {
  private static final byte[] PLAIN = "a private key".getBytes(UTF_8);
  private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
  private final SecureRandom random = new SecureRandom();

  @TempDir Path data;

  private KeyFolder folder() {
    return KeyFolder.in(data, Map.of(), random);
  }

  @Test
  void opensWhatItSealedAlsoInAnotherProcess() throws Exception {
    byte[] sealed = folder().open(KeyPurpose.TLS).seal("key of a.example", PLAIN);

    assertThat(new String(sealed, UTF_8)).doesNotContain("private");
    assertThat(folder().open(KeyPurpose.TLS).open("key of a.example", sealed)).isEqualTo(PLAIN);
  }

  @Test
  void opensNothingUnderAnotherNameNorWithAChangedByte() throws Exception {
    AtRest keys = folder().open(KeyPurpose.TLS);
    byte[] sealed = keys.seal("key of a.example", PLAIN);

    assertThatThrownBy(() -> keys.open("key of b.example", sealed))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("key of b.example");
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> keys.open("key of a.example", changed))
          .isInstanceOf(StoreException.class);
    }
    assertThatThrownBy(() -> keys.open("key of a.example", new byte[3]))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void sealsTheSameTwiceToDifferentBytes() throws Exception {
    AtRest keys = folder().open(KeyPurpose.TLS);

    assertThat(keys.seal("x", PLAIN)).isNotEqualTo(keys.seal("x", PLAIN));
  }

  @Test
  void keepsTlsAndLinkKeysApart() throws Exception {
    byte[] sealed = folder().open(KeyPurpose.TLS).seal("x", PLAIN);

    assertThatThrownBy(() -> folder().open(KeyPurpose.LINK).open("x", sealed))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void aNarrowedMasterKeyOpensLinkKeysAndNoTlsKey(@TempDir Path elsewhere) throws Exception {
    byte[] sealed = folder().open(KeyPurpose.LINK).seal("x", PLAIN);
    folder().open(KeyPurpose.TLS);
    Path narrowed = elsewhere.resolve("for-rewriting");
    folder().narrow(KeyPurpose.LINK, narrowed);

    KeyFolder rewriting =
        KeyFolder.in(data, Map.of("CLICKWARD_MASTER_KEY_FILE", narrowed.toString()), random);

    assertThat(rewriting.open(KeyPurpose.LINK).open("x", sealed)).isEqualTo(PLAIN);
    assertThatThrownBy(() -> rewriting.open(KeyPurpose.TLS))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("for link keys only");
    assertThatThrownBy(rewriting::rekey).isInstanceOf(KeyFileException.class);
  }

  @Test
  void everyKeyFileIsItsOwnersOnly() throws Exception {
    folder().open(KeyPurpose.TLS);
    folder().open(KeyPurpose.LINK);

    for (String name : new String[] {"master-key", "data-keys-tls", "data-keys-link"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(name))))
          .isEqualTo("rw-------");
    }
    for (String name : new String[] {"master-key", "data-keys-tls"}) {
      mode(name, "rw-r-----");
      assertThatThrownBy(() -> folder().open(KeyPurpose.TLS))
          .isInstanceOf(KeyFileException.class)
          .hasMessageContaining("chmod 600 " + data.resolve(name));
      mode(name, "rw-------");
    }
  }

  private void mode(String name, String permissions) throws Exception {
    Files.setPosixFilePermissions(data.resolve(name), PosixFilePermissions.fromString(permissions));
  }

  /** The word says what the key is for; the key itself is for nothing else. */
  @Test
  void aNarrowedMasterKeyWhoseWordIsEditedOpensNoTlsKey(@TempDir Path elsewhere) throws Exception {
    folder().open(KeyPurpose.LINK);
    folder().open(KeyPurpose.TLS);
    Path narrowed = elsewhere.resolve("for-rewriting");
    folder().narrow(KeyPurpose.LINK, narrowed);
    String text = Files.readString(narrowed);

    for (String word : new String[] {" tls ", " all "}) {
      Files.writeString(narrowed, text.replace(" link ", word));
      KeyFolder edited =
          KeyFolder.in(data, Map.of("CLICKWARD_MASTER_KEY_FILE", narrowed.toString()), random);
      assertThatThrownBy(() -> edited.open(KeyPurpose.TLS))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("data-keys-tls cannot be opened with the master key in ");
    }
  }

  private void brought(AtRest keys) {
    HostName host = HostName.parse("links.example.test");
    TestCa.Leaf leaf = TestCa.root("Root", NOW).leaf(host.value());
    try (CertificateDatabase certificates = CertificateDatabase.in(data, keys)) {
      certificates
          .uploads()
          .save(
              new UploadStore.Uploaded(host, "acme 1", NOW, NOW.plusSeconds(60)),
              HostCertificate.of(leaf.keys().getPrivate(), leaf.chain()));
    }
  }

  @Test
  void makesNoDataKeysForCertificatesThatWereSealedWithLostOnes() throws Exception {
    AtRest keys = folder().open(KeyPurpose.TLS);
    CertificateDatabase.in(data, keys).close();
    Path lost = data.resolve("data-keys-tls");
    Files.delete(lost);
    brought(folder().open(KeyPurpose.TLS));
    Path kept = Files.move(lost, data.resolve("kept"));
    Files.delete(data.resolve("master-key"));

    assertThatThrownBy(() -> folder().open(KeyPurpose.TLS))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("data-keys-tls is missing, and ")
        .hasMessageContaining("certificates.db holds what was sealed with its keys")
        .hasMessageContaining("Restore the file from its copy");
    assertThat(lost).doesNotExist();
    assertThat(data.resolve("master-key")).doesNotExist();

    Files.delete(data.resolve("certificates.db"));
    folder().open(KeyPurpose.TLS);
    assertThat(lost).exists();
    assertThat(kept).exists();
  }

  @Test
  void makesNoDataKeysForLinkKeysThatWereSealedWithLostOnes() throws Exception {
    LinkKeyFile file = LinkKeyFile.in(data, random);
    Keyring ring = file.openOrCreate(NOW);
    String export = file.export();
    file.sealAtRest();
    Files.delete(data.resolve("data-keys-link"));

    assertThatThrownBy(() -> LinkKeyFile.in(data, random).openOrCreate(NOW))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("data-keys-link is missing, and ")
        .hasMessageContaining("clickward keys import FILE");
    assertThat(data.resolve("data-keys-link")).doesNotExist();

    Files.delete(data.resolve("link-keys.json"));
    LinkKeyFile.in(data, random).importKeys(export, NOW);
    assertThat(LinkKeyFile.in(data, random).openOrCreate(NOW)).isEqualTo(ring);
  }

  @Test
  void rekeyChangesTheMasterKeyAndKeepsWhatIsSealed() throws Exception {
    byte[] sealed = folder().open(KeyPurpose.TLS).seal("x", PLAIN);
    Path copy = Files.copy(data.resolve("master-key"), data.resolve("old-master"));
    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-------"));

    folder().rekey();

    assertThat(data.resolve("master-key")).content().isNotEqualTo(Files.readString(copy));
    assertThat(folder().open(KeyPurpose.TLS).open("x", sealed)).isEqualTo(PLAIN);
    KeyFolder withOld =
        KeyFolder.in(data, Map.of("CLICKWARD_MASTER_KEY_FILE", copy.toString()), random);
    assertThatThrownBy(() -> withOld.open(KeyPurpose.TLS)).isInstanceOf(StoreException.class);
  }

  @Test
  void aRekeyThatWasCutOffIsFinishedByWhoOpensNext() throws Exception {
    byte[] tls = folder().open(KeyPurpose.TLS).seal("x", PLAIN);
    byte[] link = folder().open(KeyPurpose.LINK).seal("x", PLAIN);
    // The state after the first of the two files was wrapped again.
    byte[] oldMaster = Files.readAllBytes(data.resolve("master-key"));
    byte[] oldLink = Files.readAllBytes(data.resolve("data-keys-link"));
    folder().rekey();
    byte[] newMaster = Files.readAllBytes(data.resolve("master-key"));
    PrivateFile.replace(data.resolve("master-key.next"), newMaster);
    PrivateFile.replace(data.resolve("master-key"), oldMaster);
    PrivateFile.replace(data.resolve("data-keys-link"), oldLink);

    assertThat(folder().open(KeyPurpose.TLS).open("x", tls)).isEqualTo(PLAIN);
    assertThat(folder().open(KeyPurpose.LINK).open("x", link)).isEqualTo(PLAIN);
    assertThat(data.resolve("master-key.next")).doesNotExist();
  }

  @Test
  void aRekeyThatWasCutOffAfterItsLastWriteIsNotSaidToHaveChangedNothing() throws Exception {
    byte[] tls = folder().open(KeyPurpose.TLS).seal("x", PLAIN);
    folder().rekey();
    byte[] fresh = Files.readAllBytes(data.resolve("master-key"));
    PrivateFile.replace(data.resolve("master-key.next"), fresh);

    folder().rekey();
    assertThat(Files.readAllBytes(data.resolve("master-key"))).isNotEqualTo(fresh);
    assertThat(data.resolve("master-key.next")).doesNotExist();
    assertThat(folder().open(KeyPurpose.TLS).open("x", tls)).isEqualTo(PLAIN);
  }

  @Test
  void makesNoMasterKeyForDataKeysThatAnotherHasWrapped() throws Exception {
    byte[] sealed = folder().open(KeyPurpose.LINK).seal("x", PLAIN);
    Path kept = Files.move(data.resolve("master-key"), data.resolve("kept"));

    for (KeyPurpose purpose : KeyPurpose.values()) {
      assertThatThrownBy(() -> folder().open(purpose))
          .isInstanceOf(KeyFileException.class)
          .hasMessageContaining("data-keys-link is there, but no master key")
          .hasMessageContaining("CLICKWARD_MASTER_KEY_FILE");
    }
    assertThatThrownBy(() -> folder().rekey()).isInstanceOf(KeyFileException.class);
    assertThat(data.resolve("master-key")).doesNotExist();
    assertThat(data.resolve("data-keys-tls")).doesNotExist();
    Files.move(kept, data.resolve("master-key"));
    assertThat(folder().open(KeyPurpose.LINK).open("x", sealed)).isEqualTo(PLAIN);
  }

  @Test
  void rekeyWithAWrongMasterKeyChangesNothing() throws Exception {
    byte[] sealed = folder().open(KeyPurpose.LINK).seal("x", PLAIN);
    byte[] right = Files.readAllBytes(data.resolve("master-key"));
    MasterKey.random(random).write(data.resolve("master-key"));

    assertThatThrownBy(() -> folder().rekey())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("data-keys-link cannot be opened with the master key in ");

    assertThat(data.resolve("master-key.next")).doesNotExist();
    PrivateFile.replace(data.resolve("master-key"), right);
    assertThat(folder().open(KeyPurpose.LINK).open("x", sealed)).isEqualTo(PLAIN);
    assertThat(data.resolve("master-key")).hasBinaryContent(right);
  }

  @Test
  void rekeyChangesNothingWhereTheMasterKeyCannotBeReplaced(@TempDir Path elsewhere)
      throws Exception {
    KeyFolder mounted = outside(elsewhere.resolve("mk"));
    byte[] sealed = mounted.open(KeyPurpose.LINK).seal("x", PLAIN);
    byte[] wrapped = Files.readAllBytes(data.resolve("data-keys-link"));
    // Also the superuser cannot write where this stands, as in the place of a mount.
    Files.createDirectories(elsewhere.resolve("mk.new").resolve("in the way"));

    assertThatThrownBy(mounted::rekey)
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("mk cannot be replaced (")
        .hasMessageContaining("Nothing was changed.");

    assertThat(elsewhere.resolve("mk.next")).doesNotExist();
    assertThat(data.resolve("data-keys-link")).hasBinaryContent(wrapped);
    assertThat(mounted.open(KeyPurpose.LINK).open("x", sealed)).isEqualTo(PLAIN);
  }

  @Test
  void rekeyFollowsALinkToTheMasterKeyAndKeepsIt(@TempDir Path elsewhere) throws Exception {
    Path vault = Files.createDirectory(elsewhere.resolve("vault")).resolve("mk");
    Path link = elsewhere.resolve("mk");
    KeyFolder inVault = outside(vault);
    Files.createSymbolicLink(link, vault);
    KeyFolder linked =
        KeyFolder.in(data, Map.of("CLICKWARD_MASTER_KEY_FILE", link.toString()), random);
    byte[] sealed = linked.open(KeyPurpose.TLS).seal("x", PLAIN);

    linked.rekey();

    assertThat(link).isSymbolicLink();
    assertThat(linked.open(KeyPurpose.TLS).open("x", sealed)).isEqualTo(PLAIN);
    assertThat(inVault.open(KeyPurpose.TLS).open("x", sealed)).isEqualTo(PLAIN);
  }

  private KeyFolder outside(Path file) throws Exception {
    MasterKey.random(random).write(file);
    return KeyFolder.in(data, Map.of("CLICKWARD_MASTER_KEY_FILE", file.toString()), random);
  }

  @Test
  void aKeyForRewritingIsMadeOfTheMasterKeyThatOpensToday(@TempDir Path elsewhere)
      throws Exception {
    byte[] sealed = folder().open(KeyPurpose.LINK).seal("x", PLAIN);
    byte[] old = Files.readAllBytes(data.resolve("master-key"));
    folder().rekey();
    // Cut off before the last of its writes.
    Files.move(data.resolve("master-key"), data.resolve("master-key.next"));
    PrivateFile.replace(data.resolve("master-key"), old);
    Path narrow = elsewhere.resolve("for-rewriting");

    folder().narrow(KeyPurpose.LINK, narrow);

    KeyFolder rewriting =
        KeyFolder.in(data, Map.of("CLICKWARD_MASTER_KEY_FILE", narrow.toString()), random);
    assertThat(rewriting.open(KeyPurpose.LINK).open("x", sealed)).isEqualTo(PLAIN);
  }

  /** What an earlier version left behind after it was given a wrong master key. */
  @Test
  void aRekeyThatChangedNothingIsGivenUp() throws Exception {
    byte[] sealed = folder().open(KeyPurpose.LINK).seal("x", PLAIN);
    byte[] right = Files.readAllBytes(data.resolve("master-key"));
    MasterKey.random(random).write(data.resolve("master-key.next"));

    assertThat(folder().open(KeyPurpose.LINK).open("x", sealed)).isEqualTo(PLAIN);

    assertThat(data.resolve("master-key")).hasBinaryContent(right);
    assertThat(data.resolve("master-key.next")).doesNotExist();
  }

  @Test
  void aPlainLinkKeyFileIsReadAndSealedOnDemand() throws Exception {
    LinkKeyFile file = LinkKeyFile.in(data, random);
    var ring = file.openOrCreate(NOW);
    assertThat(data.resolve("link-keys.json")).content().contains("secret");

    file.sealAtRest();

    assertThat(data.resolve("link-keys.json")).content().doesNotContain("secret", "installation");
    assertThat(LinkKeyFile.in(data, random).openOrCreate(NOW)).isEqualTo(ring);
    file.rotate(NOW);
    assertThat(data.resolve("link-keys.json")).content().startsWith("clickward-sealed-1 ");
    assertThat(LinkKeyFile.in(data, random).openOrCreate(NOW).keys()).hasSize(2);
  }

  @Test
  void aNewLinkKeyFileIsSealedWhenTheMasterKeyIsKeptElsewhere(@TempDir Path safe) throws Exception {
    Path master = safe.resolve("master");
    MasterKey.random(random).write(master);
    KeyFolder keys =
        KeyFolder.in(data, Map.of("CLICKWARD_MASTER_KEY_FILE", master.toString()), random);

    LinkKeyFile.in(data, keys, random).openOrCreate(NOW);

    assertThat(data.resolve("link-keys.json")).content().startsWith("clickward-sealed-1 ");
    assertThat(data.resolve("master-key")).doesNotExist();
  }
}
