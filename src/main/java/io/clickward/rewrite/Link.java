package io.clickward.rewrite;

import java.util.Map;

/**
 * A link that is to be tracked.
 *
 * @param value where its URL stands in the decoded body
 * @param target where it leads
 * @param conditional whether it stands in a conditional comment, for Outlook alone
 * @param name the author's name for it, or empty
 * @param tags the author's tags for it
 */
record Link(Span value, String target, boolean conditional, String name, Map<String, String> tags) {
  static Link plain(Span value, String target) {
    return new Link(value, target, false, "", Map.of());
  }
}
