package io.clickward.rewrite;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Asks for the tracked URLs and holds the writer to its contract. */
final class SealedUrls {
  /** Characters that mean nothing in any attribute, encoding or text. */
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._~:/-]+");

  /** A URL had other characters: put into a mail it might break it. */
  static final class UnsafeUrlException extends RuntimeException {
    UnsafeUrlException() {
      super("the link writer gave a URL with characters other than A-Z a-z 0-9 . _ ~ : / -");
    }
  }

  private final LinkWriter writer;
  private final int total;
  private final String[] clicks;

  SealedUrls(LinkWriter writer, int total) {
    this.writer = writer;
    this.total = total;
    this.clicks = new String[total];
  }

  /** The URL for an index; links that share an index share the URL. */
  byte[] click(int index, String target) {
    if (clicks[index] == null) {
      byte[] destination = target.getBytes(StandardCharsets.UTF_8);
      clicks[index] = checked(writer.click(index, total, destination));
    }
    return clicks[index].getBytes(StandardCharsets.US_ASCII);
  }

  String open() {
    return checked(writer.open(total));
  }

  private static String checked(String url) {
    if (!SAFE.matcher(url).matches()) {
      throw new UnsafeUrlException();
    }
    return url;
  }
}
