package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.command.Program;
import io.clickward.testing.Clickward;
import io.clickward.testing.Finished;
import io.clickward.testing.RawClient;
import io.clickward.testing.Serving;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of the link keys beside a running server: docs/operating/keys.md. */
class KeysIT {
  private static final String HOST = "links.example.test";
  private static final Path MAIL = Path.of("src/test/resources/rewrite/mails/40-receipt.eml");

  /** The year of a key's beginning, in the key file. */
  private static final Pattern SEALS_FROM = Pattern.compile("(\"sealsFrom\" : \")\\d{4}");

  @TempDir private Path folder;

  @Test
  void keysComeAndGoAndComeBackFromTheirCopy() throws Exception {
    Clickward clickward = Clickward.in(folder, HOST);
    Path copy = folder.resolve("safe.json");
    String before = seal(clickward);
    String after;
    try (Serving _ = clickward.serve()) {
      keys(clickward, "rotate");
      assertThat(seal(clickward)).as("the new key does not seal yet").isEqualTo(before);
      letTheNewKeySeal(clickward);
      after = seal(clickward);
      assertThat(after).isNotEqualTo(before);
      awaitStatus(clickward, after, 302);
      assertThat(status(clickward, before)).isEqualTo(302);

      keys(clickward, "export", copy.toString());
      keys(clickward, "retire", "1");
      awaitStatus(clickward, before, 404);
      assertThat(status(clickward, after)).isEqualTo(302);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
        .isEqualTo("rw-------");

    wipe(folder.resolve("data"));
    try (Serving _ = clickward.serve()) {
      assertThat(status(clickward, after)).as("without its key").isEqualTo(404);
    }
    wipe(folder.resolve("data"));
    keys(clickward, "import", copy.toString());
    try (Serving _ = clickward.serve()) {
      assertThat(status(clickward, before)).isEqualTo(302);
      assertThat(status(clickward, after)).isEqualTo(302);
    }
  }

  @Test
  void lostKeysAreNotReplacedWithoutAWord() throws Exception {
    Clickward clickward = Clickward.in(folder, HOST);
    Path file = clickward.data("link-keys.json");
    String sent = seal(clickward);
    clickward.serve().close();
    Path kept = Files.move(file, folder.resolve("kept.json"));

    for (String command : List.of("serve", "keys list")) {
      Finished refused = run(clickward, command.split(" "));
      assertThat(refused.exitCode()).as(command).isEqualTo(Program.REFUSED);
      assertThat(refused.err()).contains("link-keys.json is missing", "keys import FILE");
    }
    assertThat(file).doesNotExist();
    assertThat(run(clickward, "keys", "create").orThrow().err()).contains("New link keys");
    assertThat(seal(clickward)).isNotEqualTo(sent);

    assertThat(run(clickward, "keys", "import", kept.toString()).err()).contains("move " + file);
    Files.delete(file);
    keys(clickward, "import", kept.toString());
    assertThat(seal(clickward)).isEqualTo(sent);
  }

  @Test
  void aStartThatCannotMakeKeysIsNoUse() throws Exception {
    Clickward clickward = Clickward.in(folder, HOST);
    Path lock = Files.createDirectories(clickward.data("link-keys.json.lock"));
    assertThat(run(clickward, "serve").exitCode()).isEqualTo(Program.REFUSED);
    Files.delete(lock);
    clickward.serve().close();
  }

  @Test
  void aTokenCanBeMadeBeforeTheFirstStart() throws Exception {
    Clickward clickward = Clickward.in(folder, HOST);
    run(clickward, "token", "recover").orThrow();
    clickward.serve().close();
  }

  private static Finished run(Clickward clickward, String... command) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--config", clickward.config().toString()));
    return clickward.run(arguments.toArray(String[]::new));
  }

  private static String seal(Clickward clickward) throws Exception {
    return Clickward.sealed(clickward.rewrite(MAIL, HOST, "kept")).getFirst();
  }

  private static void keys(Clickward clickward, String command, String... more) throws Exception {
    List<String> arguments =
        Stream.concat(
                Stream.of("keys", command, "--config", clickward.config().toString()),
                Stream.of(more))
            .toList();
    clickward.run(arguments.toArray(String[]::new)).orThrow();
  }

  /** What a minute of waiting would do: both keys are old, the second still the newer one. */
  private static void letTheNewKeySeal(Clickward clickward) throws IOException {
    Path file = clickward.data("link-keys.json");
    Iterator<String> years = List.of("2020", "2024").iterator();
    String older =
        SEALS_FROM
            .matcher(Files.readString(file))
            .replaceAll(found -> found.group(1) + years.next());
    Path next = clickward.data("link-keys.next");
    Files.copy(file, next, StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(next, older);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The server looks at the keys every second. */
  private static void awaitStatus(Clickward clickward, String link, int status) throws Exception {
    while (status(clickward, link) != status) {
      Thread.sleep(50); // the test's own time limit ends this
    }
  }

  private static int status(Clickward clickward, String link) throws IOException {
    try (RawClient client = RawClient.plain(clickward.http())) {
      String path = URI.create(link).getPath();
      String response =
          client.send("GET " + path + " HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n").response();
      return Integer.parseInt(response.substring(9, 12));
    }
  }

  private static void wipe(Path data) throws IOException {
    try (Stream<Path> tree = Files.walk(data)) {
      for (Path path : tree.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }
}
