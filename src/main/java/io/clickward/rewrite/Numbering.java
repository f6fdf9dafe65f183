package io.clickward.rewrite;

import io.clickward.domain.MessageRecord.LinkRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives the links of a mail their indexes. Each occurrence of a URL has its own, so that clicks on
 * the button and on the line of text below can be told apart. The exception is a link in a
 * conditional comment: it is Outlook's copy of a button that the others see, so it takes the index
 * of the next link outside that leads to the same target, else of the last one before it.
 */
final class Numbering {
  /** No partner: the link has an index of its own. */
  static final int NONE = -1;

  private final List<LinkRecord> records = new ArrayList<>();

  /** Numbers the links of the next body; the answer has an index for each. */
  int[] add(List<Link> links) {
    int[] partners = partners(links);
    int[] numbers = new int[links.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (partners[i] == NONE) {
        numbers[i] = addRecord(links.get(i));
      }
    }
    for (int i = 0; i < numbers.length; i++) {
      if (partners[i] != NONE) {
        numbers[i] = numbers[partners[i]];
      }
    }
    return numbers;
  }

  List<LinkRecord> records() {
    return records;
  }

  int total() {
    return records.size();
  }

  private int addRecord(Link link) {
    int index = records.size();
    records.add(new LinkRecord(index, link.name(), link.tags()));
    return index;
  }

  /** For each link the position of the one whose index it takes. */
  static int[] partners(List<Link> links) {
    int[] partners = new int[links.size()];
    Map<String, Integer> outside = new HashMap<>();
    for (int i = 0; i < partners.length; i++) {
      partners[i] = partner(links.get(i), i, outside);
    }
    outside.clear();
    for (int i = partners.length - 1; i >= 0; i--) {
      int next = partner(links.get(i), i, outside);
      partners[i] = next == NONE ? partners[i] : next;
    }
    return partners;
  }

  private static int partner(Link link, int position, Map<String, Integer> outside) {
    if (link.conditional()) {
      return outside.getOrDefault(link.target(), NONE);
    }
    outside.put(link.target(), position);
    return NONE;
  }
}
