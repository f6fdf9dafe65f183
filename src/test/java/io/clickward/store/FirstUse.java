package io.clickward.store;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;

/** A process that opens the key file of a folder and prints the installation secret. */
final class FirstUse {
  private FirstUse() {}

  public static void main(String[] args) throws KeyFileException {
    LinkKeyFile file = LinkKeyFile.in(Path.of(args[0]), new SecureRandom());
    System.out.println(file.openOrCreate(Instant.now()).installation().base64());
  }
}
