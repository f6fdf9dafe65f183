package io.clickward.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.link.Keyring;
import io.clickward.store.LinkKeys.Reload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkKeysTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:30:00Z");

  @TempDir Path data;
  private LinkKeyFile file;
  private LinkKeys keys;

  @BeforeEach
  void open() throws KeyFileException {
    file = LinkKeyFile.in(data, new SecureRandom());
    keys = LinkKeys.open(file, NOW);
  }

  @Test
  void noticesARotation() throws KeyFileException {
    assertThat(keys.reloadIfChanged()).isEqualTo(new Reload.Unchanged());
    Keyring rotated = file.rotate(NOW);
    assertThat(keys.reloadIfChanged()).isEqualTo(new Reload.Changed(rotated));
    assertThat(keys.current()).isEqualTo(rotated);
    assertThat(keys.reloadIfChanged()).isEqualTo(new Reload.Unchanged());
  }

  @Test
  void noticesAChangeBeforeTheFirstLook() throws KeyFileException {
    Keyring rotated = file.rotate(NOW);
    assertThat(keys.reloadIfChanged()).isEqualTo(new Reload.Changed(rotated));
  }

  @Test
  void keepsTheOldKeyringWhileTheFileIsBadAndTakesTheRepairedOne() throws Exception {
    Keyring good = keys.current();
    String text = file.export();
    PrivateFile.replace(data.resolve("link-keys.json"), "{".getBytes(UTF_8));
    assertThat(keys.reloadIfChanged()).isInstanceOf(Reload.Refused.class);
    assertThat(keys.reloadIfChanged()).isInstanceOf(Reload.Refused.class);
    assertThat(keys.current()).isEqualTo(good);

    PrivateFile.replace(data.resolve("link-keys.json"), text.getBytes(UTF_8));
    assertThat(keys.reloadIfChanged()).isEqualTo(new Reload.Unchanged());
    assertThat(keys.current()).isEqualTo(good);
  }

  @Test
  void reportsAFileThatOthersMayReadUntilItsModeIsRight() throws Exception {
    Path path = data.resolve("link-keys.json");
    keys.reloadIfChanged();
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(keys.reloadIfChanged()).asString().contains("chmod 600");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    assertThat(keys.reloadIfChanged()).isEqualTo(new Reload.Unchanged());
  }

  @Test
  void reportsAFileThatIsGoneAndKeepsTheKeyring() throws Exception {
    Files.delete(data.resolve("link-keys.json"));
    assertThat(keys.reloadIfChanged()).asString().contains("gone");
    assertThat(keys.current().keys()).hasSize(1);
  }
}
