package io.clickward.onboarding;

import java.time.Instant;
import java.util.regex.Pattern;

/** Somebody who owns domains. */
public record Account(String name, Instant createdAt) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  /**
   * Checks a name.
   *
   * @throws RefusedException when it is none
   */
  public static String name(String text) {
    if (!NAME.matcher(text).matches()) {
      throw RefusedException.invalid(
          "account",
          "the name is not of the form of one",
          "1 to 63 of the characters a-z 0-9 . _ - with a letter or digit first",
          "Give another name.");
    }
    return text;
  }
}
