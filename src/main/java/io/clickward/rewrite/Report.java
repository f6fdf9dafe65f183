package io.clickward.rewrite;

import java.util.List;
import java.util.Map;

/**
 * What rewriting did to one mail. Reasons and warnings are lower-case words with hyphens, stable
 * for programs to match.
 *
 * @param changed false when the bytes went through untouched
 * @param untouched why the whole mail went through untouched, or empty
 * @param linksSeen every link target found in the parts that were looked at
 * @param linksRewritten those that now point to the tracking domain
 * @param linksSkipped how many were left alone, by reason
 * @param pixels how many pixels were added, 0 or 1
 * @param bytesBefore size of the whole input
 * @param bytesAfter size of the whole output
 * @param partsSkipped parts that were not looked at
 * @param warnings what the sender should know, such as {@code gmail-clips} or {@code visible-url},
 *     with a sentence each
 */
public record Report(
    boolean changed,
    String untouched,
    int linksSeen,
    int linksRewritten,
    Map<String, Integer> linksSkipped,
    int pixels,
    int bytesBefore,
    int bytesAfter,
    List<SkippedPart> partsSkipped,
    Map<String, String> warnings) {
  public Report {
    linksSkipped = Map.copyOf(linksSkipped);
    partsSkipped = List.copyOf(partsSkipped);
    warnings = Map.copyOf(warnings);
  }

  /**
   * A part that was not looked at.
   *
   * @param part its position, such as {@code 2.1}; the root is {@code 1}
   * @param type its media type in lower case
   * @param reason why, such as {@code signed} or {@code unknown-encoding}
   */
  public record SkippedPart(String part, String type, String reason) {}
}
