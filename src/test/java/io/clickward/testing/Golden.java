package io.clickward.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Expected output as files under src/test/resources. {@code ./verify --update-golden} (system
 * property {@code golden.update}) rewrites them all; the diff is then reviewed like any other
 * change.
 */
public final class Golden {
  private static final Path ROOT = Path.of("src/test/resources");

  private Golden() {}

  /** Compares {@code actual} with the file {@code name}, a path below src/test/resources. */
  public static void assertMatches(String name, String actual) {
    assertMatches(ROOT.resolve(name), actual);
  }

  /** The same for a file anywhere in the repository, such as a generated page of docs. */
  public static void assertMatches(Path file, String actual) {
    byte[] expected = expected(file, actual.getBytes(UTF_8));
    assertThat(actual).as(file.toString()).isEqualTo(new String(expected, UTF_8));
  }

  /** The same for bytes that need not be text; a difference is shown one character a byte. */
  public static void assertMatches(String name, byte[] actual) {
    byte[] expected = expected(ROOT.resolve(name), actual);
    assertThat(new String(actual, ISO_8859_1)).as(name).isEqualTo(new String(expected, ISO_8859_1));
  }

  private static byte[] expected(Path file, byte[] actual) {
    try {
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(file.getParent());
        Files.write(file, actual);
      }
      assertThat(file).as("golden file; ./verify --update-golden writes it").exists();
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
