package io.clickward.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.clickward.track.TrackRequest;
import io.clickward.track.TrackRequest.Method;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what nearly every click is, in one pass and without an object for each field: a whole head
 * of {@code GET /... HTTP/1.1} that nothing is unusual about. It judges nothing: whatever else
 * comes is left, untouched, to {@link StrictRequestDecoder}, which would have read the same.
 *
 * <p>One for each connection, whose requests mostly repeat the same Host and User-Agent.
 */
final class PlainHead {
  /** Longer ones are unusual. */
  private static final int HEAD_BYTES_MAX = 4096;

  private static final FastThreadLocal<byte[]> HEADS =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[HEAD_BYTES_MAX];
        }
      };

  private static final byte[] GET = "GET /".getBytes(ISO_8859_1);
  private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(ISO_8859_1);
  private static final byte[] HOST = "host".getBytes(ISO_8859_1);
  private static final byte[] USER_AGENT = "user-agent".getBytes(ISO_8859_1);
  private static final byte[] CONNECTION = "connection".getBytes(ISO_8859_1);
  private static final byte[] KEEP_ALIVE = "keep-alive".getBytes(ISO_8859_1);
  private static final byte[] CONTENT_LENGTH = "content-length".getBytes(ISO_8859_1);
  private static final byte[] TRANSFER_ENCODING = "transfer-encoding".getBytes(ISO_8859_1);

  /** What a field's name is made of (RFC 9110 section 5.6.2). */
  private static final boolean[] TOKEN = octets("!#$%&'*+-.^_`|~", true);

  /** What is taken for a part of a target here: all that can be seen (RFC 9112 section 3.2). */
  private static final boolean[] TARGET = visible("");

  /** What is taken for a part of a field's value here (RFC 9110 section 5.5). */
  private static final boolean[] VALUE = visible(" \t");

  private final Connection connection;
  private final int lineBytesMax;
  private final int fieldsBytesMax;
  private final Repeated host = new Repeated(this::host);
  private final Repeated userAgent = new Repeated(text -> text);

  private byte[] head = {};
  private int length;
  private int at;
  private @Nullable String hostSaid;
  private @Nullable String userAgentSaid;

  /**
   * For the requests of a connection.
   *
   * @param lineBytesMax the longest request line
   * @param fieldsBytesMax what all fields of a request may take
   */
  PlainHead(Connection connection, int lineBytesMax, int fieldsBytesMax) {
    this.connection = connection;
    this.lineBytesMax = lineBytesMax;
    this.fieldsBytesMax = fieldsBytesMax;
  }

  /** A request that stays on its connection and has no body; null, and nothing is read, if not. */
  @Nullable TrackRequest read(ByteBuf bytes) {
    // The client's address would be one of the fields.
    if (connection.isForwarded()) {
      return null;
    }
    head = HEADS.get();
    length = Math.min(bytes.readableBytes(), head.length);
    bytes.getBytes(bytes.readerIndex(), head, 0, length);
    String path = line();
    if (path == null || !fields() || hostSaid == null) {
      return null;
    }
    bytes.skipBytes(at);
    String agent = userAgentSaid == null ? "" : userAgentSaid;
    return new TrackRequest(Method.GET, hostSaid, path, connection.address(), agent);
  }

  /** The path in the request line, which has to be followed by fields; null when it is unusual. */
  private @Nullable String line() {
    if (!isAt(0, GET)) {
      return null;
    }
    int start = GET.length - 1;
    int query = -1;
    for (at = start; at < length && TARGET[head[at] & 0xFF]; at++) {
      if (head[at] == '?' && query < 0) {
        query = at;
      }
    }
    int end = query < 0 ? at : query;
    if (!isAt(at, VERSION)) {
      return null;
    }
    at += VERSION.length;
    return at <= lineBytesMax ? text(start, end) : null;
  }

  /** Reads fields up to the empty line behind them; false when there is something unusual. */
  private boolean fields() {
    hostSaid = null;
    userAgentSaid = null;
    int start = at;
    while (!isLineEnd()) {
      if (!field()) {
        return false;
      }
    }
    at += 2;
    return at - start <= fieldsBytesMax;
  }

  private boolean isLineEnd() {
    return at + 1 < length && head[at] == '\r' && head[at + 1] == '\n';
  }

  private boolean field() {
    int name = at;
    skip(TOKEN);
    int colon = at;
    if (colon == name || colon >= length || head[colon] != ':') {
      return false;
    }
    at++;
    skip(VALUE);
    int lineEnd = at;
    if (!isLineEnd()) {
      return false;
    }
    at += 2;
    return take(name, colon, lineEnd);
  }

  private void skip(boolean[] octets) {
    while (at < length && octets[head[at] & 0xFF]) {
      at++;
    }
  }

  /** Whether a field, with its colon and up to the end of its line, leaves the request plain. */
  private boolean take(int name, int colon, int lineEnd) {
    return switch (colon - name) {
      case 4 -> !isName(name, HOST) || takeHost(colon, lineEnd);
      case 10 ->
          !isName(name, CONNECTION) ? takeUserAgent(name, colon, lineEnd) : stays(colon, lineEnd);
      case 14 -> !isName(name, CONTENT_LENGTH);
      case 17 -> !isName(name, TRANSFER_ENCODING);
      default -> true;
    };
  }

  /** A second one is unusual, and so is one that is no host or none of ours. */
  private boolean takeHost(int colon, int lineEnd) {
    boolean first = hostSaid == null;
    hostSaid = host.text(head, valueStart(colon, lineEnd), valueEnd(colon, lineEnd));
    return first && hostSaid != null;
  }

  /** Mostly the very text that the handshake was made for, which all connections to it share. */
  private @Nullable String host(String field) {
    if (!Authority.isValid(field)) {
      return null;
    }
    String said = Authority.host(field);
    String named = connection.named();
    return said.equals(named) ? named : said;
  }

  private boolean takeUserAgent(int name, int colon, int lineEnd) {
    if (userAgentSaid == null && isName(name, USER_AGENT)) {
      userAgentSaid = userAgent.text(head, valueStart(colon, lineEnd), valueEnd(colon, lineEnd));
    }
    return true;
  }

  private boolean stays(int colon, int lineEnd) {
    int start = valueStart(colon, lineEnd);
    return valueEnd(colon, lineEnd) - start == KEEP_ALIVE.length && isName(start, KEEP_ALIVE);
  }

  private int valueStart(int colon, int lineEnd) {
    int start = colon + 1;
    while (start < lineEnd && isBlank(head[start])) {
      start++;
    }
    return start;
  }

  private int valueEnd(int colon, int lineEnd) {
    int end = lineEnd;
    while (end > colon + 1 && isBlank(head[end - 1])) {
      end--;
    }
    return end;
  }

  private static boolean isBlank(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  private boolean isAt(int from, byte[] octets) {
    return from + octets.length <= length
        && Arrays.equals(head, from, from + octets.length, octets, 0, octets.length);
  }

  /** Whether a word in lower case stands there, in any case. */
  private boolean isName(int from, byte[] word) {
    for (int i = 0; i < word.length; i++) {
      int octet = head[from + i];
      if ((octet >= 'A' && octet <= 'Z' ? octet | 0x20 : octet) != word[i]) {
        return false;
      }
    }
    return true;
  }

  private String text(int from, int to) {
    return new String(head, from, to - from, ISO_8859_1);
  }

  private static boolean[] visible(String more) {
    boolean[] octets = octets(more, false);
    Arrays.fill(octets, '!', 0x7F, true);
    return octets;
  }

  private static boolean[] octets(String some, boolean lettersAndDigits) {
    boolean[] octets = new boolean[256];
    some.chars().forEach(c -> octets[c] = true);
    for (int c = 0; lettersAndDigits && c < 128; c++) {
      octets[c] |= Character.isLetterOrDigit(c);
    }
    return octets;
  }

  /** A value that is mostly the same as the time before, and then need not be read again. */
  private static final class Repeated {
    /** Longer ones exist only to be a nuisance: each idle connection would keep what it said. */
    private static final int REMEMBERED_BYTES_MAX = 512;

    private final Function<String, @Nullable String> reading;
    private byte[] octets = {};
    private @Nullable String text;

    Repeated(Function<String, @Nullable String> reading) {
      this.reading = reading;
    }

    @Nullable String text(byte[] from, int start, int end) {
      if (end - start > REMEMBERED_BYTES_MAX) {
        return reading.apply(new String(from, start, end - start, ISO_8859_1));
      }
      if (text == null || !Arrays.equals(from, start, end, octets, 0, octets.length)) {
        octets = Arrays.copyOfRange(from, start, end);
        text = reading.apply(new String(octets, ISO_8859_1));
      }
      return text;
    }
  }
}
