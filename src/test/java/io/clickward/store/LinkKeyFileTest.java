package io.clickward.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clickward.link.Keyring;
import io.clickward.link.LinkKey;
import io.clickward.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkKeyFileTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:30:00Z");

  @TempDir Path data;

  @Test
  void makesAKeyringAtFirstUseAndOpensTheSameLater() throws KeyFileException {
    Keyring first = file().openOrCreate(NOW);
    assertThat(first.keys()).extracting(LinkKey::number).containsExactly(1);
    assertThat(file().openOrCreate(NOW.plusSeconds(9))).isEqualTo(first);
  }

  @Test
  void onlyItsOwnerMayReadIt() throws Exception {
    file().openOrCreate(NOW);
    assertThat(mode("link-keys.json")).isEqualTo("rw-------");
    file().rotate(NOW);
    assertThat(mode("link-keys.json")).isEqualTo("rw-------");
    assertThat(data.resolve("link-keys.json.new")).doesNotExist();
  }

  @Test
  void makesNoNewKeysWhereTheOldOnesAreLost() throws Exception {
    Files.createDirectory(data.resolve("journal"));
    for (String trace : List.of("clickward.db", "messages.db", "journal/2026-11-20.events")) {
      Path left = Files.createFile(data.resolve(trace));
      assertThatThrownBy(() -> file().openOrCreate(NOW))
          .isInstanceOf(KeyFileException.class)
          .hasMessageContaining("link-keys.json is missing, and " + left + " is there")
          .hasMessageContaining("clickward keys import FILE");
      assertThat(data.resolve("link-keys.json")).doesNotExist();
      Files.delete(left);
    }
    assertThat(file().openOrCreate(NOW).keys()).hasSize(1);
  }

  @Test
  void makesNewKeysForLostOnesOnlyWhenItIsToldTo() throws Exception {
    Files.createFile(data.resolve("clickward.db"));
    Keyring made = file().create(NOW);
    assertThat(file().openOrCreate(NOW.plusSeconds(9))).isEqualTo(made);
    assertThatThrownBy(() -> file().create(NOW))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("is there already");
    assertThat(file().read()).contains(made);
  }

  @Test
  void refusesAFileThatOthersMayRead() throws Exception {
    file().openOrCreate(NOW);
    for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----")) {
      chmod(mode);
      assertThatThrownBy(() -> file().read())
          .isInstanceOf(KeyFileException.class)
          .hasMessageContaining(mode)
          .hasMessageEndingWith("Run: chmod 600 " + data.resolve("link-keys.json"));
      assertThatThrownBy(() -> file().openOrCreate(NOW)).isInstanceOf(KeyFileException.class);
    }
  }

  @Test
  void manyThreadsAtFirstUseEndWithOneKeyring() throws Exception {
    List<Callable<Keyring>> starts = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      starts.add(() -> file().openOrCreate(NOW));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      HashSet<String> installations = new HashSet<>();
      for (Future<Keyring> start : threads.invokeAll(starts)) {
        installations.add(start.get().installation().base64());
      }
      assertThat(installations).hasSize(1);
    }
  }

  @Test
  void twoProcessesAtFirstUseEndWithOneKeyring() throws Exception {
    List<Process> processes = List.of(start(), start(), start());
    List<String> installations = new ArrayList<>();
    for (Process process : processes) {
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      installations.add(said.strip());
    }
    assertThat(installations).containsOnly(file().openOrCreate(NOW).installation().base64());
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            FirstUse.class.getName(),
            data.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void aRotatedKeyOpensAtOnceAndSealsFromAMinuteLater() throws KeyFileException {
    file().openOrCreate(NOW.minusSeconds(1000));
    Keyring ring = file().rotate(NOW);
    assertThat(ring.keys()).extracting(LinkKey::number).containsExactly(1, 2);
    assertThat(ring.sealing(NOW.plusSeconds(59)).number()).isEqualTo(1);
    assertThat(ring.sealing(NOW.plusSeconds(60)).number()).isEqualTo(2);
    assertThat(file().read()).contains(ring);
  }

  @Test
  void aKeyThatWasMadeWithTheClockAheadSealsNoMoreOnceAnotherDoes() throws KeyFileException {
    file().openOrCreate(NOW.plus(Duration.ofDays(1)));
    Keyring ring = file().rotate(NOW);
    assertThat(ring.sealing(NOW).number()).isEqualTo(1);
    assertThat(ring.sealing(NOW.plusSeconds(60)).number()).isEqualTo(2);
    assertThat(ring.sealing(NOW.plus(Duration.ofDays(2))).number()).isEqualTo(2);
  }

  @Test
  void anImportDatesAKeyBackAsARotationElsewhereHas(@TempDir Path elsewhere) throws Exception {
    file().openOrCreate(NOW.plus(Duration.ofDays(1)));
    String first = file().export();
    LinkKeyFile other = LinkKeyFile.in(elsewhere, new SecureRandom());
    other.importKeys(first, NOW);
    file().rotate(NOW);

    Keyring there = other.importKeys(file().export(), NOW);

    assertThat(there.sealing(NOW.plus(Duration.ofDays(2))).number()).isEqualTo(2);
  }

  @Test
  void retiringDestroysTheSecret() throws Exception {
    Keyring before = file().openOrCreate(NOW);
    file().rotate(NOW);
    Instant later = NOW.plusSeconds(61);
    assertThat(file().retire(1, later).keys()).extracting(LinkKey::number).containsExactly(2);
    assertThat(Files.readString(data.resolve("link-keys.json")))
        .doesNotContain(before.keys().getFirst().secret().base64());
  }

  @Test
  void refusesToRetireTheSealingKeyOrOneThatIsNotThere() throws KeyFileException {
    file().openOrCreate(NOW);
    file().rotate(NOW);
    assertThatThrownBy(() -> file().retire(1, NOW))
        .hasMessageContaining("key 1")
        .hasMessageContaining("Rotate first");
    assertThatThrownBy(() -> file().retire(7, NOW)).hasMessageContaining("it has [1, 2]");
  }

  @Test
  void keyNumbersGoRoundAndEndWhenAllAreTaken() throws KeyFileException {
    Instant now = NOW;
    file().openOrCreate(now);
    for (int i = 2; i <= 255; i++) {
      now = now.plusSeconds(100);
      file().rotate(now);
    }
    Instant last = now.plusSeconds(100);
    assertThatThrownBy(() -> file().rotate(last)).hasMessageContaining("Retire old ones first");
    file().retire(3, last);
    assertThat(file().rotate(last).sealing(last.plusSeconds(60)).number()).isEqualTo(3);
  }

  @Test
  void anExportRestoresEverythingOnAnEmptyMachine() throws Exception {
    file().openOrCreate(NOW);
    Keyring ring = file().rotate(NOW);
    String export = file().export();
    Files.delete(data.resolve("link-keys.json"));
    assertThat(file().importKeys(export, NOW.plusSeconds(500))).isEqualTo(ring);
    assertThat(file().read()).contains(ring);
    assertThat(mode("link-keys.json")).isEqualTo("rw-------");
  }

  @Test
  void anImportAddsWhatIsMissing() throws KeyFileException {
    file().openOrCreate(NOW);
    file().rotate(NOW);
    String export = file().export();
    Instant later = NOW.plusSeconds(100);
    file().retire(1, later);
    Keyring ring = file().importKeys(export, later);
    assertThat(ring.keys()).extracting(LinkKey::number).containsExactly(1, 2);
    assertThat(ring.sealing(later).number()).isEqualTo(2);
  }

  @Test
  void anImportedKeyWaitsAMinuteBeforeItSeals() throws Exception {
    file().openOrCreate(NOW);
    String before = file().export();
    file().rotate(NOW);
    String newer = file().export();
    Files.delete(data.resolve("link-keys.json"));
    file().importKeys(before, NOW);
    Instant later = NOW.plusSeconds(5000);
    Keyring ring = file().importKeys(newer, later);
    assertThat(ring.sealing(later.plusSeconds(59)).number()).isEqualTo(1);
    assertThat(ring.sealing(later.plusSeconds(60)).number()).isEqualTo(2);
  }

  @Test
  void anImportNeverOverwritesASecret() throws Exception {
    file().openOrCreate(NOW);
    String ours = file().export();
    Path elsewhere = Files.createDirectory(data.resolve("elsewhere"));
    LinkKeyFile other = LinkKeyFile.in(elsewhere, new SecureRandom());
    other.openOrCreate(NOW);
    assertThatThrownBy(() -> file().importKeys(other.export(), NOW))
        .hasMessageContaining("the installation secret")
        .hasMessageContaining("stop the server, move " + data.resolve("link-keys.json") + " away");
    String secret = file().read().orElseThrow().keys().getFirst().secret().base64();
    String otherSecret = other.read().orElseThrow().keys().getFirst().secret().base64();
    assertThatThrownBy(() -> file().importKeys(ours.replace(secret, otherSecret), NOW))
        .hasMessageContaining("the secret of key 1");
    assertThat(file().export()).isEqualTo(ours);
  }

  @Test
  void saysAllThatIsWrongWithABadFileAndRepeatsNoSecret() throws Exception {
    StringBuilder messages = new StringBuilder();
    for (Map.Entry<String, String> bad : badFiles().entrySet()) {
      write(bad.getValue());
      KeyFileException refused = catchThrowableOfType(KeyFileException.class, () -> file().read());
      assertThat(refused).as(bad.getKey()).isNotNull().hasMessageNotContaining("hunter2");
      messages
          .append("# ")
          .append(bad.getKey())
          .append('\n')
          .append(refused.getMessage().replace(data + "/", ""))
          .append("\n\n");
    }
    Golden.assertMatches("store/bad-key-files.txt", messages.toString());
  }

  private static Map<String, String> badFiles() {
    String secret = "A".repeat(43);
    String key = "{\"number\":1,\"secret\":\"%s\",\"sealsFrom\":\"2026-01-01T00:00:00Z\"}";
    String good = key.formatted(secret);
    String file = "{\"format\":\"clickward-link-keys-1\",\"installation\":\"%s\",\"keys\":[%s]}";
    Map<String, String> bad = new LinkedHashMap<>();
    bad.put("empty", "");
    bad.put("cut off", file.formatted(secret, good).substring(0, 90));
    bad.put("something after it", file.formatted(secret, good) + "{}");
    bad.put("a list", "[]");
    bad.put("a name twice", "{\"format\":\"x\",\n\"format\":\"hunter2\"}");
    bad.put("no keys", file.formatted(secret, ""));
    bad.put("one number twice", file.formatted(secret, good + "," + good));
    bad.put("number out of range", file.formatted(secret, good.replace(":1,", ":256,")));
    bad.put("another format", file.formatted(secret, good).replace("keys-1", "keys-2"));
    bad.put(
        "many mistakes",
        "{\"formt\":\"clickward-link-keys-1\",\"installation\":\"hunter2\",\"keys\":["
            + "{\"number\":\"hunter2\",\"secret\":7,\"sealsFrom\":\"hunter2\"},{},3,"
            + key.formatted("hunter2")
            + "]}");
    return bad;
  }

  private LinkKeyFile file() {
    return LinkKeyFile.in(data, new SecureRandom());
  }

  private void write(String text) throws IOException {
    PrivateFile.replace(data.resolve("link-keys.json"), text.getBytes(UTF_8));
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(name)));
  }

  private void chmod(String mode) throws IOException {
    Files.setPosixFilePermissions(
        data.resolve("link-keys.json"), PosixFilePermissions.fromString(mode));
  }
}
