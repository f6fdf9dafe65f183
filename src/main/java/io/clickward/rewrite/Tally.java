package io.clickward.rewrite;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts the links of one mail while its parts are read. */
final class Tally {
  private final Map<LinkReason, Integer> left = new EnumMap<>(LinkReason.class);
  private int seen;
  private int visibleUrls;

  void see() {
    seen++;
  }

  void leave(LinkReason reason) {
    left.merge(reason, 1, Integer::sum);
  }

  void visibleUrl() {
    visibleUrls++;
  }

  int seen() {
    return seen;
  }

  /** Tracked links whose text is a URL too. */
  int visibleUrls() {
    return visibleUrls;
  }

  Map<String, Integer> leftByReason() {
    Map<String, Integer> words = new TreeMap<>();
    left.forEach((reason, count) -> words.put(reason.word(), count));
    return words;
  }
}
