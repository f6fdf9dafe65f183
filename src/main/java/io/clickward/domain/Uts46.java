package io.clickward.domain;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What browsers make of the characters of a host (UTS 46, non-transitional), as far as {@link
 * java.net.IDN} does not: its Unicode is 3.2, and its rules are those of IDNA 2003.
 */
final class Uts46 {
  /** Characters that UTS 46 ignores. */
  private static final Pattern IGNORED =
      Pattern.compile(
          "[\\u00AD\\u034F\\u180B-\\u180D\\u180F\\u200B\\u2060\\u2064\\uFE00-\\uFE0F\\uFEFF\\x{1BCA0}-\\x{1BCA3}\\x{E0100}-\\x{E01EF}]");

  /** What is left of the label separators of UTS 46 after normalisation. */
  private static final Pattern DOT = Pattern.compile("[.\\u3002]");

  private static final int LABEL_CHARACTERS_MAX = 63;

  /**
   * What IDNA 2003 replaces by other letters or by nothing, and what browsers and registries today
   * keep.
   */
  private static final Pattern DEVIATIONS =
      Pattern.compile("[\\u00DF\\u1E9E\\u03C2\\u200C\\u200D]");

  private Uts46() {}

  /** Whether a text has characters that make it one host to browsers and another to IDNA 2003. */
  static boolean deviates(String text) {
    return DEVIATIONS.matcher(text).find();
  }

  /**
   * A host with the characters that others stand for (section 4, step 1), and in A-labels where IDN
   * would make another host of it.
   */
  static String mapped(String host) {
    if (isAscii(host)) {
      return host;
    }
    String visible = IGNORED.matcher(host).replaceAll("");
    String lower = lowerCase(Normalizer.normalize(visible, Normalizer.Form.NFKC));
    return deviates(lower)
        ? DOT.splitAsStream(lower).map(Uts46::label).collect(Collectors.joining("."))
        : lower;
  }

  /** Letter by letter: at the end of a word Java makes another sigma of a capital one. */
  private static String lowerCase(String text) {
    return text.codePoints()
        .mapToObj(Character::toString)
        .map(letter -> letter.toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  private static String label(String text) {
    return deviates(text) && text.length() <= LABEL_CHARACTERS_MAX
        ? "xn--" + Punycode.encode(text)
        : text;
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }
}
