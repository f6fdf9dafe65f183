package io.clickward.rewrite;

import io.clickward.rewrite.RewriteOptions.LargePart;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Decides which body of a mail gets the pixel, and where in it. */
final class Pixel {
  /** What Gmail shows of an HTML part. */
  static final int GMAIL_BYTES_MAX = 102_400;

  private Pixel() {}

  /** The body for the pixel; nothing when the mail has no HTML or already has a pixel. */
  static Optional<Body> body(List<Body> bodies) {
    List<Body> html = bodies.stream().filter(body -> body.spots().isPresent()).toList();
    if (html.stream().anyMatch(body -> spots(body).present())) {
      return Optional.empty();
    }
    return html.stream()
        .filter(body -> !spots(body).placeholders().isEmpty())
        .findFirst()
        .or(() -> html.stream().findFirst());
  }

  private static PixelSpots spots(Body body) {
    return body.spots().orElseThrow();
  }

  /** Where the pixel goes in a body that has this size after its links; nothing: nowhere. */
  static Optional<Span> place(Body body, int size, LargePart large) {
    PixelSpots spots = spots(body);
    if (!spots.placeholders().isEmpty()) {
      return Optional.of(spots.placeholders().getFirst());
    }
    if (size <= GMAIL_BYTES_MAX) {
      return spots.atEnd();
    }
    return switch (large) {
      case PIXEL_AT_END -> spots.atEnd();
      case PIXEL_AFTER_FIRST_TEXT -> spots.afterFirstText();
      case NO_PIXEL -> Optional.empty();
    };
  }

  static byte[] image(String url) {
    return "<img src=\"%s\" width=\"1\" height=\"1\" alt=\"\" style=\"border:0\">"
        .formatted(url)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
