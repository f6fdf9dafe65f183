package io.clickward.rewrite;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the URLs of List-Unsubscribe fields (RFC 2369 section 3.2). They stand in angle brackets,
 * with internal white space being ignored (section 2): folding may put some into a URL. Some
 * programs write a long field as encoded-words, which RFC 2047 section 5 does not allow here and
 * readers decode all the same.
 */
final class ListUnsubscribe {
  private static final Pattern ENCODED_WORD =
      Pattern.compile("=\\?[^?\\s]++\\?([BbQq])\\?([^?\\s]*+)\\?=");

  private ListUnsubscribe() {}

  static Set<String> urls(List<String> values) {
    Set<String> urls = new TreeSet<>();
    values.forEach(value -> addUrls(decoded(value), urls));
    return urls;
  }

  /** The white space between two words, which is no part of the text, is none of a URL either. */
  private static String decoded(String value) {
    return ENCODED_WORD.matcher(value).replaceAll(word -> Matcher.quoteReplacement(text(word)));
  }

  /** What a word says, one character a byte: URLs are ASCII in any charset. */
  private static String text(MatchResult word) {
    boolean base64 = word.group(1).equalsIgnoreCase("b");
    TransferEncoding encoding = base64 ? new Base64Lines() : new QuotedPrintable();
    String written = base64 ? word.group(2) : word.group(2).replace('_', ' ');
    return encoding
        .decode(written.getBytes(StandardCharsets.ISO_8859_1))
        .map(text -> Ascii.text(text, 0, text.length))
        .orElse(word.group());
  }

  private static void addUrls(String value, Set<String> urls) {
    int open = value.indexOf('<');
    while (open >= 0) {
      int close = value.indexOf('>', open);
      if (close < 0) {
        return;
      }
      urls.add(value.substring(open + 1, close).replaceAll("\\s", ""));
      open = value.indexOf('<', close);
    }
  }
}
