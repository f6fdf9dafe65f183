package io.clickward.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever becomes of a valid file, it is read or it is refused with problems to show. */
class ConfigFuzzTest {
  private static final int ROUNDS = 1_000;
  private static final int MUTATIONS_MAX = 4;

  /** What YAML and our own formats give meaning to. */
  private static final List<String> SCRAPS =
      List.of(
          "\t",
          "\n",
          "\n  - ",
          "{",
          "}",
          "[",
          "]",
          "'",
          "\"",
          "\"\\x",
          ": ",
          "- ",
          "#",
          "&a ",
          "*a",
          "!x ",
          "!!int ",
          "? ",
          "| ",
          ">-\n",
          "---\n",
          "...\n",
          "%YAML 1.9\n",
          "%TAG ! x\n",
          "~",
          "null",
          "<<: ",
          "\0",
          "\uFEFF",
          "\u0085",
          "ß",
          "🙂",
          "xn--",
          "99999999999",
          "-1",
          "ms",
          "KiB",
          "[::1]:",
          ".".repeat(300),
          "[".repeat(100),
          "a: {".repeat(100));

  @Test
  void aMutatedFileIsReadOrRefusedWithProblems(@TempDir Path folder) throws IOException {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    Random random = new Random(seed);
    String valid = Files.readString(Path.of("docs/examples/clickward.yaml"));
    Path file = folder.resolve("clickward.yaml");
    for (int round = 0; round < ROUNDS; round++) {
      byte[] mutated = mutated(valid, random);
      Files.write(file, mutated);
      try {
        assertThat(ConfigReader.read(file, Map.of())).isNotNull();
      } catch (ConfigException e) {
        assertThat(e.problems()).isNotEmpty();
      } catch (RuntimeException | StackOverflowError e) {
        String text = new String(mutated, StandardCharsets.UTF_8);
        throw new AssertionError("-Dfuzz.seed=" + seed + " breaks on:\n" + text, e);
      }
    }
  }

  private static byte[] mutated(String valid, Random random) {
    StringBuilder text = new StringBuilder(valid);
    for (int i = random.nextInt(MUTATIONS_MAX); i >= 0; i--) {
      mutate(text, random);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(8) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  private static void mutate(StringBuilder text, Random random) {
    int from = random.nextInt(text.length());
    int to = Math.min(text.length(), from + random.nextInt(12));
    switch (random.nextInt(4)) {
      case 0 -> text.delete(from, to);
      case 1 -> text.insert(from, SCRAPS.get(random.nextInt(SCRAPS.size())));
      case 2 -> text.insert(random.nextInt(text.length()), text.substring(from, to));
      default -> text.replace(from, to, SCRAPS.get(random.nextInt(SCRAPS.size())));
    }
    if (text.isEmpty()) {
      text.append('\n');
    }
  }
}
