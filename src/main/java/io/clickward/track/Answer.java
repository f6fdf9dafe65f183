package io.clickward.track;

import io.clickward.event.Event;

/**
 * What is to be answered. An answer with an event goes out when the journal has settled it, or will
 * not wait any longer.
 */
public sealed interface Answer {

  /**
   * A click: 302 to the destination. The location is ready for the header field: no control, space
   * or non-ASCII bytes.
   */
  record Redirect(String location, Event event) implements Answer {}

  /** An open: a transparent image of the given size in bytes. */
  record Pixel(int bytes, Event event) implements Answer {}

  /** {@code /robots.txt}: nothing here is for crawlers. */
  record Robots() implements Answer {}

  /** The health path, the same on every host. */
  record Health() implements Answer {}

  /** No redirect, no echo of the input: the same small page, whatever was wrong. */
  enum Refusal implements Answer {
    /** The host is not ours (RFC 9110 section 15.5.20). */
    HOST_UNKNOWN(421),
    /** No such path, or a token that does not open for this host. */
    LINK_UNKNOWN(404),
    /** A link that opens, and that the kill switch has stopped (RFC 9110 section 15.5.11). */
    REVOKED(410),
    /** Neither GET nor HEAD. */
    METHOD_UNKNOWN(405);

    private final int status;

    Refusal(int status) {
      this.status = status;
    }

    /** The HTTP status code. */
    public int status() {
      return status;
    }
  }
}
