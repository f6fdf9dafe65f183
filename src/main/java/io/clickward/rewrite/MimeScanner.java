package io.clickward.rewrite;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the parts of a message (RFC 2046 section 5.1) in one pass over its lines. Nothing is
 * decoded, copied or corrected, and depth costs no stack. A line is a boundary when it is that of
 * an open multipart, the innermost first; so a missing end boundary ends at the parent's.
 */
final class MimeScanner {
  static final int NESTING_MAX = 100;
  static final int PARTS_MAX = 1_000;

  /** The parts found, or why the message had better not be touched. */
  record Scan(HeaderFields header, List<MimePart> parts, Optional<MailReason> refused) {}

  private static final class Multipart {
    private final byte[] boundary;
    private final String prefix;
    private final ContentType childType;
    private int children;

    Multipart(ContentType type, String path) {
      this.boundary = type.parameter("boundary").getBytes(StandardCharsets.ISO_8859_1);
      this.prefix = path.isEmpty() ? "" : path + ".";
      this.childType =
          type.type().equals("multipart/digest") ? ContentType.MESSAGE : ContentType.TEXT;
    }
  }

  /** What a line that starts with two hyphens is. */
  private enum Line {
    CONTENT,
    DELIMITER,
    CLOSE,
    DOUBTFUL
  }

  private final byte[] raw;
  private final boolean plainText;
  private final List<Multipart> open = new ArrayList<>();
  private final List<MimePart> parts = new ArrayList<>();
  private @Nullable HeaderFields rootHeader;
  private @Nullable MailReason refused;

  private String path = "";
  private ContentType defaultType = ContentType.TEXT;
  private int headerStart;
  private boolean inHeader = true;
  private @Nullable MimePart leaf;

  private MimeScanner(byte[] raw, boolean plainText) {
    this.raw = raw;
    this.plainText = plainText;
  }

  static Scan scan(byte[] raw, boolean plainText) {
    MimeScanner scanner = new MimeScanner(raw, plainText);
    scanner.lines();
    HeaderFields header = Objects.requireNonNullElse(scanner.rootHeader, HeaderFields.NONE);
    return new Scan(header, scanner.parts, Optional.ofNullable(scanner.refused));
  }

  private void lines() {
    int at = 0;
    while (at < raw.length && refused == null) {
      int next = Math.min(Ascii.find(raw, at, raw.length, '\n') + 1, raw.length);
      line(at, next);
      at = next;
    }
    endPart(raw.length);
  }

  private void line(int start, int next) {
    boolean hyphens = next - start > 2 && raw[start] == '-' && raw[start + 1] == '-';
    if (hyphens && !open.isEmpty() && isBoundary(start, next)) {
      return;
    }
    if (inHeader && Ascii.isEmptyLine(raw, start, next)) {
      headerEnds(start, next);
    }
  }

  private void headerEnds(int end, int bodyStart) {
    inHeader = false;
    HeaderFields header = HeaderFields.parse(raw, headerStart, end);
    rootHeader = rootHeader == null ? header : rootHeader;
    ContentType type =
        header.has(HeaderFields.TYPE)
            ? ContentType.parse(header.value(HeaderFields.TYPE))
            : defaultType;
    Optional<PartReason> reason = PartRules.reason(type, header, plainText);
    if (type.isMultipart() && reason.isEmpty()) {
      enter(type);
    } else {
      String position = path.isEmpty() ? "1" : path;
      leaf =
          new MimePart(
              position,
              header,
              end,
              type,
              header.encoding(),
              new Span(bodyStart, bodyStart),
              reason);
    }
  }

  private void enter(ContentType type) {
    if (open.size() == NESTING_MAX) {
      refused = MailReason.TOO_DEEP;
    }
    open.add(new Multipart(type, path));
  }

  /** Ends the part that is being read. One without a blank line is all header. */
  private void endPart(int end) {
    if (inHeader && end > headerStart) {
      headerEnds(end, end);
    }
    inHeader = false;
    if (leaf != null) {
      parts.add(leaf.withBodyEnd(end));
      leaf = null;
    }
    if (parts.size() > PARTS_MAX) {
      refused = MailReason.TOO_MANY_PARTS;
    }
  }

  private boolean isBoundary(int start, int next) {
    int end = next;
    while (end > start && Ascii.isSpace(raw[end - 1])) {
      end--;
    }
    boolean doubtful = false;
    for (int level = open.size() - 1; level >= 0; level--) {
      Line line = compare(start + 2, end, open.get(level).boundary);
      if (line == Line.DELIMITER || line == Line.CLOSE) {
        boundary(level, line, start, next);
        return true;
      }
      doubtful |= line == Line.DOUBTFUL;
    }
    if (doubtful) {
      refused = MailReason.AMBIGUOUS_BOUNDARY;
    }
    return false;
  }

  private Line compare(int start, int end, byte[] boundary) {
    int behind = start + boundary.length;
    if (behind > end || !Arrays.equals(raw, start, behind, boundary, 0, boundary.length)) {
      return Line.CONTENT;
    }
    if (behind == end) {
      return Line.DELIMITER;
    }
    boolean close = end - behind == 2 && raw[behind] == '-' && raw[behind + 1] == '-';
    return close ? Line.CLOSE : Line.DOUBTFUL;
  }

  private void boundary(int level, Line line, int start, int next) {
    endPart(lineBreakBefore(start));
    open.subList(level + 1, open.size()).clear();
    if (line == Line.CLOSE) {
      open.remove(level);
    } else {
      startPart(open.get(level), next);
    }
  }

  /** The line break before a boundary belongs to it (RFC 2046 section 5.1.1). */
  private int lineBreakBefore(int boundary) {
    int at = boundary;
    if (at > 0 && raw[at - 1] == '\n') {
      at--;
    }
    return at > 0 && at < boundary && raw[at - 1] == '\r' ? at - 1 : at;
  }

  private void startPart(Multipart parent, int start) {
    parent.children++;
    path = parent.prefix + parent.children;
    defaultType = parent.childType;
    headerStart = start;
    inHeader = true;
  }
}
