package io.clickward.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.clickward.onboarding.Access;
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
      throw new StoreException(FileTrouble.sentence(path, "cannot be written", e), e);
    }
  }

  /**
   * Reads the token.
   *
   * @throws KeyFileException when it is not there, others may read it, or it holds anything else:
   *     of that, which may be another secret, nothing is repeated
   */
  public String read() throws KeyFileException {
    try {
      PrivateFile.requireOwnerOnly(path);
      // Every byte is a character of ISO 8859-1, so that any file at all can be looked at.
      String token = Files.readString(path, ISO_8859_1).strip();
      if (!Access.isToken(token)) {
        throw new KeyFileException(
            "%s holds something else than one API token; expected one line that begins with cw_, as it was written. Name another file with --token-file, or run: clickward token recover"
                .formatted(path));
      }
      return token;
    } catch (NoSuchFileException e) {
      throw new KeyFileException(
          "%s does not exist; expected a file with an API token. The server writes it when it starts for the first time; name another with --token-file, or run: clickward token recover"
              .formatted(path));
    } catch (IOException e) {
      throw new StoreException(FileTrouble.sentence(path, "cannot be read", e), e);
    }
  }
}
