package io.clickward.domain;

import com.ibm.icu.text.IDNA;
import com.ibm.icu.util.ICUInputTooLongException;
import java.util.Locale;

/**
 * Hosts in Unicode as the names that browsers ask the DNS for: UTS 46, non-transitional. {@link
 * java.net.IDN} has the rules of 2003, by which {@code faß.example} is somebody else's {@code
 * fass.example}.
 */
final class ALabels {
  /** Apart, as most installations never see a host that is not ASCII: its tables take a while. */
  private static final class Tables {
    static final IDNA BROWSERS = IDNA.getUTS46Instance(IDNA.NONTRANSITIONAL_TO_ASCII);
  }

  /**
   * Longer than any host, as some letters are left out. For each of its labels the tables move all
   * that stands behind it.
   */
  private static final int CHARACTERS_MAX = 1024;

  private ALabels() {}

  /**
   * In lower case. What no browser goes to is given with letters in it that are not ASCII; hyphens
   * and lengths are not looked at.
   */
  static String of(String text) {
    if (isAscii(text)) {
      return text.toLowerCase(Locale.ROOT);
    }
    return text.length() > CHARACTERS_MAX ? text : mapped(text);
  }

  private static String mapped(String text) {
    try {
      return Tables.BROWSERS.nameToASCII(text, new StringBuilder(), new IDNA.Info()).toString();
    } catch (ICUInputTooLongException e) {
      return text; // a label of thousands of letters
    }
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }
}
