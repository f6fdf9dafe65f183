package io.clickward.rewrite;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The charset of a body. Markup is read as bytes, so all that is asked of a charset is that the
 * bytes of {@code < > " ' = &} mean those characters and nothing else; labels are wrong too often
 * to be believed in more than that.
 *
 * @param declared as browsers read the label; nothing when there is none or an unknown one
 * @param byDocument whether a tag of the document says so and not its part's header, which only
 *     some readers believe
 */
record BodyCharset(Optional<Charset> declared, boolean byDocument) {
  /**
   * Names of charsets with states, with units of more than a byte, or with markup in characters.
   */
  private static final Pattern UNSAFE =
      Pattern.compile(
          "(?:x-|cs|unicode-1-1-)?(?:utf-?(?:7|16|32)|ucs-|unicode|iso-?10646-ucs|iso-?2022|johab"
              + "|windows-(?:iso2022|5022)|jis|hz|compound|scsu|bocu).*");

  /**
   * What browsers take a charset for, by the names of Java (WHATWG Encoding section 4.2): one that
   * has characters where the other has controls, or has more of them.
   */
  private static final Map<String, String> AS_BROWSERS_READ =
      Map.of(
          "ISO-8859-1", "windows-1252",
          "ISO-8859-9", "windows-1254",
          "x-iso-8859-11", "x-windows-874",
          "TIS-620", "x-windows-874",
          "Shift_JIS", "windows-31j",
          "GB2312", "GB18030",
          "GBK", "GB18030",
          "EUC-KR", "x-windows-949",
          "Big5", "Big5-HKSCS");

  /** Those of them in which a byte is a character. */
  private static final Set<String> SINGLE_BYTES =
      Set.of("windows-1252", "windows-1254", "x-windows-874");

  /** Characters without a meaning of their own: for some bytes browsers have others, or none. */
  private static final String PRIVATE_USE = "[\uE000-\uF8FF]";

  /** What Java makes of bytes that browsers take for something else, by the charset's name. */
  private static final Map<String, Pattern> MISREAD =
      Map.of(
          "EUC-JP", Pattern.compile("[\u00A2\u00A3\u00AC\u2014\u2016\u2212\u301C]"),
          "GB18030", Pattern.compile(PRIVATE_USE),
          "x-windows-949", Pattern.compile(PRIVATE_USE),
          "Big5-HKSCS",
              Pattern.compile(
                  "[\u00A2\u00A3\u00A5\u2022\u203E\u223C\u2571\u2572\u2609\u2641\u306B\u306F\u3071"
                      + "\u3073\u307A\u307B\uFF0F\uFF3C\uFF3F\uFF64]"));

  /** Charsets in which a character of two bytes may end in an ASCII letter. */
  private static final Set<String> DOUBLE_BYTES =
      Set.of("windows-31j", "GB18030", "x-windows-949", "Big5-HKSCS");

  private static final int ESCAPE = 0x1B;
  private static final int WIDE_BYTES = 4;
  private static final String MARKUP = "<>\"'=&/!-?# \t\r\nAZaz09:.;";

  /** The charset of that label; nothing when its markup cannot be read as bytes. */
  static Optional<BodyCharset> of(String label, byte[] body) {
    Optional<Charset> known = find(label);
    String name = known.map(Charset::name).orElse(label).toLowerCase(Locale.ROOT);
    boolean safe =
        !UNSAFE.matcher(name).matches()
            && known.map(BodyCharset::keepsMarkup).orElse(true)
            && !looksUnsafe(body);
    return safe
        ? Optional.of(new BodyCharset(known.map(BodyCharset::asBrowsersRead), false))
        : Optional.empty();
  }

  /** The charset that the document names, where it is known and its markup can be read as bytes. */
  BodyCharset orOfDocument(byte[] html) {
    return of(MetaCharset.label(html), html)
        .map(named -> new BodyCharset(named.declared, true))
        .orElse(this);
  }

  static Optional<Charset> find(String label) {
    try {
      return label.isEmpty() ? Optional.empty() : Optional.of(Charset.forName(label));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      return Optional.empty();
    }
  }

  private static Charset asBrowsersRead(Charset charset) {
    return find(AS_BROWSERS_READ.getOrDefault(charset.name(), "")).orElse(charset);
  }

  private static boolean keepsMarkup(Charset charset) {
    return new String(MARKUP.getBytes(StandardCharsets.US_ASCII), charset).equals(MARKUP);
  }

  /**
   * A body whose label hides it: UTF-16 with a byte order mark or without, an escape sequence of
   * ISO-2022.
   */
  private static boolean looksUnsafe(byte[] body) {
    return hasMark(body, 0xFE, 0xFF)
        || hasMark(body, 0xFF, 0xFE)
        || startsWide(body)
        || hasEscape(body);
  }

  /** A NUL this early is half of a character of UTF-16, or more of one of UTF-32. */
  private static boolean startsWide(byte[] body) {
    int start = Math.min(body.length, WIDE_BYTES);
    return Ascii.find(body, 0, start, 0) < start;
  }

  private static boolean hasMark(byte[] body, int first, int second) {
    return body.length > 1 && (body[0] & 0xFF) == first && (body[1] & 0xFF) == second;
  }

  private static boolean hasEscape(byte[] body) {
    int at = Ascii.find(body, 0, body.length, ESCAPE);
    while (at + 1 < body.length && body[at + 1] != '$' && body[at + 1] != '(') {
      at = Ascii.find(body, at + 1, body.length, ESCAPE);
    }
    return at + 1 < body.length;
  }

  /**
   * Decodes bytes without guessing: as declared, else as UTF-8; nothing when neither is possible.
   * What says that it is ASCII and is neither is windows-1252, as for browsers. A charset of single
   * bytes that has no such character is no UTF-8 for browsers, and left alone here; so is what Java
   * reads otherwise than browsers, and what is something else in UTF-8 when only the document names
   * the charset.
   */
  Optional<String> decode(byte[] bytes, int from, int to) {
    if (isAscii(bytes, from, to)) {
      return Optional.of(Ascii.text(bytes, from, to));
    }
    Optional<String> asDeclared = declared.flatMap(charset -> decode(charset, bytes, from, to));
    return asDeclared.isPresent()
        ? asDeclared.filter(this::isReadByBrowsers).filter(d -> !isInDoubt(d, bytes, from, to))
        : undeclared(bytes, from, to);
  }

  private boolean isReadByBrowsers(String decoded) {
    return declared
        .flatMap(charset -> Optional.ofNullable(MISREAD.get(charset.name())))
        .filter(misread -> misread.matcher(decoded).find())
        .isEmpty();
  }

  /** Whether readers who do not believe the document take the bytes for other characters. */
  private boolean isInDoubt(String decoded, byte[] bytes, int from, int to) {
    return byDocument
        && decode(UTF_8, bytes, from, to).filter(utf8 -> !utf8.equals(decoded)).isPresent();
  }

  private Optional<String> undeclared(byte[] bytes, int from, int to) {
    return isOfSingleBytes()
        ? Optional.empty()
        : decode(UTF_8, bytes, from, to)
            .or(() -> ofFalseAscii().flatMap(charset -> decode(charset, bytes, from, to)));
  }

  private boolean isOfSingleBytes() {
    return declared.filter(charset -> SINGLE_BYTES.contains(charset.name())).isPresent();
  }

  private Optional<Charset> ofFalseAscii() {
    return declared.filter(StandardCharsets.US_ASCII::equals).flatMap(_ -> find("windows-1252"));
  }

  /** Whether the second byte of a character may be an ASCII letter. */
  boolean isOfDoubleBytes() {
    return declared.filter(charset -> DOUBLE_BYTES.contains(charset.name())).isPresent();
  }

  /** Whether a byte begins a character of two, where {@link #isOfDoubleBytes}. */
  boolean isLead(byte b) {
    int octet = b & 0xFF;
    boolean halfWidth = octet >= 0xA0 && octet <= 0xDF;
    return octet > 0x80 && octet < 0xFF && !(halfWidth && isShiftJis());
  }

  private boolean isShiftJis() {
    return declared.filter(charset -> charset.name().equals("windows-31j")).isPresent();
  }

  static boolean isAscii(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  static Optional<String> decode(Charset charset, byte[] bytes, int from, int to) {
    try {
      ByteBuffer part = ByteBuffer.wrap(bytes, from, to - from);
      return Optional.of(charset.newDecoder().decode(part).toString());
    } catch (CharacterCodingException undecodable) {
      return Optional.empty();
    }
  }
}
