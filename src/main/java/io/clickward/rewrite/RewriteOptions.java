package io.clickward.rewrite;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a caller may choose about rewriting.
 *
 * @param clicks whether links are rewritten
 * @param opens whether the pixel is added
 * @param plainText whether URLs in text/plain parts are rewritten too
 * @param finalMail the mail is personalised already: braces in a URL are characters, not
 *     placeholders
 * @param skipVisibleUrls leave an anchor alone whose text is itself a URL
 * @param skipUnsubscribe leave links alone whose URL names unsubscribing or opting out
 * @param skipHosts hosts whose links are never rewritten, in any case, in Unicode or in A-labels; a
 *     leading dot covers subdomains
 * @param largePart what becomes of the pixel in an HTML part that Gmail would clip
 */
public record RewriteOptions(
    boolean clicks,
    boolean opens,
    boolean plainText,
    boolean finalMail,
    boolean skipVisibleUrls,
    boolean skipUnsubscribe,
    Set<String> skipHosts,
    LargePart largePart) {
  public static final RewriteOptions DEFAULT =
      new RewriteOptions(true, true, false, false, false, true, Set.of(), LargePart.PIXEL_AT_END);

  public RewriteOptions {
    skipHosts =
        skipHosts.stream().map(RewriteOptions::normalised).collect(Collectors.toUnmodifiableSet());
  }

  /** Below a leading dot there may be a top-level domain, which is no host by itself. */
  private static String normalised(String host) {
    return host.startsWith(".")
        ? HttpTarget.normalised("a" + host).substring(1)
        : HttpTarget.normalised(host);
  }

  /** Where the pixel goes in an HTML part over 100 kB, whose end Gmail does not show. */
  public enum LargePart {
    PIXEL_AT_END,
    PIXEL_AFTER_FIRST_TEXT,
    NO_PIXEL
  }
}
