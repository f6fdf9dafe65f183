package io.clickward.bench;

import io.clickward.testing.ManyDomains;
import java.nio.file.Path;

/**
 * Fills a data folder with domains that have certificates. Arguments: the folder, best on a tmpfs;
 * how many.
 */
final class FillStore {
  private FillStore() {}

  public static void main(String[] arguments) throws Exception {
    ManyDomains.fill(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
  }
}
