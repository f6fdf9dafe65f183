package io.clickward.event;

import io.clickward.domain.HostName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A click or an open. What is not known or not kept is an empty string.
 *
 * @param id UUIDv7, see {@link EventIds}
 * @param time when the request came, to the millisecond
 * @param domain the link host
 * @param message the message id sealed into the link
 * @param recipient the recipient field sealed into the link: empty, a digest or the caller's value
 * @param link the link's index within the message, from 0; {@link #NO_LINK} for an open
 * @param url the destination; empty for an open
 * @param ip the client's address as far as the domain keeps it
 * @param userAgent the client's User-Agent as far as the domain keeps it
 * @param reasons why the verdict, lower-case words with hyphens
 */
public record Event(
    UUID id,
    Instant time,
    EventKind kind,
    HostName domain,
    String message,
    String recipient,
    int link,
    String url,
    String ip,
    String userAgent,
    Verdict verdict,
    List<String> reasons) {
  /** The link index of an open. */
  public static final int NO_LINK = -1;

  private static final Pattern REASON = Pattern.compile("[a-z0-9]+(?:-[a-z0-9]+)*");

  public Event {
    time = time.truncatedTo(ChronoUnit.MILLIS);
    reasons = List.copyOf(reasons);
    for (String reason : reasons) {
      requireReason(reason);
    }
  }

  private static void requireReason(String reason) {
    if (!REASON.matcher(reason).matches()) {
      throw new IllegalArgumentException(
          "reason is " + reason + "; expected lower-case words with hyphens, such as data-center");
    }
  }
}
