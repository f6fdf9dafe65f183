package io.clickward.edge;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.regex.Pattern;

/**
 * Reads HTTP/1 requests without the leniency about white space that RFC 9112 section 3 allows:
 * whoever stands in front of us may find other words in such a line.
 */
class StrictRequestDecoder extends HttpRequestDecoder {
  private static final Pattern VERSION = Pattern.compile("HTTP/[0-9]\\.[0-9]");

  StrictRequestDecoder(HttpDecoderConfig config) {
    super(config);
  }

  @Override
  protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
    requireOneSpaceBefore(line, start);
    return super.splitSecondWordInitialLine(line, start, length);
  }

  @Override
  protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
    requireOneSpaceBefore(line, start);
    String version = super.splitThirdWordInitialLine(line, start, length);
    requireVersion1(version);
    return version;
  }

  /** There is a word before each of these, so that two bytes before it are still in the line. */
  private static void requireOneSpaceBefore(byte[] line, int word) {
    if (line[word - 1] != ' ' || (line[word - 2] >= 0 && line[word - 2] <= ' ')) {
      throw new IllegalArgumentException("words of a request line are parted by one space");
    }
  }

  /** The name is case-sensitive, and has one digit on each side of the dot (section 2.3). */
  private static void requireVersion1(String version) {
    if (!VERSION.matcher(version).matches()) {
      throw new IllegalArgumentException("not an HTTP version");
    }
    if (version.charAt(5) != '1') {
      throw new UnknownVersion();
    }
  }

  /** A major version that is not spoken here (RFC 9110 section 15.6.6). */
  static final class UnknownVersion extends IllegalArgumentException {
    private UnknownVersion() {
      super("not version 1 of HTTP");
    }
  }
}
