package io.clickward.link;

import java.time.Instant;

/**
 * A key of the installation from which every host's link key is derived.
 *
 * @param number 1 to 255, written into each token
 * @param secret 32 random bytes
 * @param sealsFrom when it becomes the key that seals; it opens from the start
 */
public record LinkKey(int number, Secret secret, Instant sealsFrom) {
  public static final int NUMBER_MAX = 255;

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException when it is not 1 to 255
   */
  public LinkKey {
    if (number < 1 || number > NUMBER_MAX) {
      throw new IllegalArgumentException(
          "key number is %d; expected 1 to %d".formatted(number, NUMBER_MAX));
    }
  }
}
