package io.clickward.rewrite;

import java.util.Set;
import java.util.TreeSet;

/** Reads the URLs of a List-Unsubscribe field (RFC 2369 section 3.2). */
final class ListUnsubscribe {
  private ListUnsubscribe() {}

  static Set<String> urls(String value) {
    Set<String> urls = new TreeSet<>();
    int open = value.indexOf('<');
    while (open >= 0) {
      int close = value.indexOf('>', open);
      if (close < 0) {
        return urls;
      }
      urls.add(HttpTarget.clean(value.substring(open + 1, close)));
      open = value.indexOf('<', close);
    }
    return urls;
  }
}
