package io.clickward.rewrite;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the URLs of List-Unsubscribe fields (RFC 2369 section 3.2). They stand in angle brackets,
 * with internal white space being ignored (section 2): folding may put some into a URL.
 */
final class ListUnsubscribe {
  private ListUnsubscribe() {}

  static Set<String> urls(List<String> values) {
    Set<String> urls = new TreeSet<>();
    values.forEach(value -> addUrls(value, urls));
    return urls;
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
