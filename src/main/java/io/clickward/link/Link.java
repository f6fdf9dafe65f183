package io.clickward.link;

import static java.time.temporal.ChronoField.NANO_OF_SECOND;

import java.time.Instant;

/**
 * What a sealed link carries.
 *
 * @param kind a redirect or the pixel
 * @param message the caller's message id, 1 to 128 bytes of UTF-8 without control characters
 * @param recipient who the mail went to, as far as it may be said
 * @param sentAt the mail's date in whole seconds, from 1970 to 2106; never the clock, so that a
 *     retried send gives the same link
 * @param index the link's index within the message, from 0; 0 for the pixel
 * @param total how many links the message has, at most 10 000; may be 0 for the pixel
 * @param destination an http or https target; {@link Destination#NONE} for the pixel
 */
public record Link(
    LinkKind kind,
    String message,
    Recipient recipient,
    Instant sentAt,
    int index,
    int total,
    Destination destination) {
  private static final int MESSAGE_BYTES_MAX = 128;
  static final int TOTAL_MAX = 10_000;
  private static final Instant SENT_AT_MAX = Instant.ofEpochSecond(0xFFFF_FFFFL);

  /**
   * Checks every bound.
   *
   * @throws IllegalArgumentException with a sentence that names the component
   */
  public Link {
    requireMessage(message);
    requireSentAt(sentAt);
    switch (kind) {
      case CLICK -> requireClick(index, total, destination);
      case OPEN -> requireOpen(index, total, destination);
    }
  }

  private static void requireMessage(String message) {
    int bytes = Utf8.encode("message id", message).length;
    if (bytes < 1 || bytes > MESSAGE_BYTES_MAX) {
      throw new IllegalArgumentException(
          "message id has %d bytes; expected 1 to %d".formatted(bytes, MESSAGE_BYTES_MAX));
    }
    if (hasControl(message)) {
      throw new IllegalArgumentException("message id has a control character; expected none");
    }
  }

  private static boolean hasControl(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a link can say that its mail was sent then, to the second. */
  public static boolean canCarry(Instant sentAt) {
    return !sentAt.isBefore(Instant.EPOCH) && !sentAt.isAfter(SENT_AT_MAX);
  }

  private static void requireSentAt(Instant sentAt) {
    if (!canCarry(sentAt) || sentAt.get(NANO_OF_SECOND) != 0) {
      throw new IllegalArgumentException(
          "sent-at is %s; expected whole seconds from 1970-01-01 to 2106-02-07".formatted(sentAt));
    }
  }

  private static void requireClick(int index, int total, Destination destination) {
    if (index < 0 || index >= total || total > TOTAL_MAX) {
      throw new IllegalArgumentException(
          "link index is %d of %d; expected an index below the total and a total of at most %d"
              .formatted(index, total, TOTAL_MAX));
    }
    if (!destination.hasWebScheme()) {
      throw new IllegalArgumentException(
          "destination has another scheme; expected http:// or https://");
    }
  }

  private static void requireOpen(int index, int total, Destination destination) {
    if (index != 0 || total < 0 || total > TOTAL_MAX) {
      throw new IllegalArgumentException(
          "pixel has index %d of %d links; expected index 0 and at most %d links"
              .formatted(index, total, TOTAL_MAX));
    }
    if (!destination.isEmpty()) {
      throw new IllegalArgumentException("pixel has a destination; expected none");
    }
  }
}
