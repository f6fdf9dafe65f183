package io.clickward.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that holds one API token, for its owner's eyes only. */
public record TokenFile(Path path) {
  /** Where the first admin token of an installation is. */
  public static TokenFile in(Path data) {
    return new TokenFile(data.resolve("admin-token"));
  }

  /** Writes a token in place of what was there. */
  public void write(String token) {
    try {
      PrivateFile.replace(path, (token + "\n").getBytes(UTF_8));
    } catch (IOException e) {
      throw new StoreException(path + " cannot be written: " + e.getMessage(), e);
    }
  }

  /**
   * Reads the token.
   *
   * @throws KeyFileException when it is not there, or others may read it
   */
  public String read() throws KeyFileException {
    try {
      PrivateFile.requireOwnerOnly(path);
      return Files.readString(path).strip();
    } catch (NoSuchFileException e) {
      throw new KeyFileException(
          "%s does not exist; expected a file with an API token. The server writes it when it starts for the first time; name another with --token-file, or run: clickward token recover"
              .formatted(path));
    } catch (IOException e) {
      throw new StoreException(path + " cannot be read: " + e.getMessage(), e);
    }
  }
}
