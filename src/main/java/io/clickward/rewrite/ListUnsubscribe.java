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
 * readers decode all the same, and some leave out the brackets.
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
    int from = 0;
    int open = value.indexOf('<');
    int close = value.indexOf('>', open);
    while (open >= 0 && close >= 0) {
      addBare(value.substring(from, open), urls);
      urls.add(withoutSpace(value.substring(open + 1, close)));
      from = close + 1;
      open = value.indexOf('<', from);
      close = value.indexOf('>', open);
    }
    addBare(value.substring(from), urls);
  }

  /**
   * What stands outside of brackets. A comma ends a URL there or belongs to it, a space ends it or
   * comes from folding: every reading counts, as one URL too many costs a click and one too few
   * unsubscribes through a tracked link.
   */
  private static void addBare(String text, Set<String> urls) {
    for (String piece : text.split(",", -1)) {
      addUrl(withoutSpace(piece), urls);
    }
    for (String word : text.split("\\s", -1)) {
      addUrl(word.endsWith(",") ? word.substring(0, word.length() - 1) : word, urls);
    }
  }

  private static void addUrl(String text, Set<String> urls) {
    if (HttpTarget.host(text).isPresent()) {
      urls.add(text);
    }
  }

  private static String withoutSpace(String text) {
    return text.replaceAll("\\s", "");
  }
}
