package io.clickward.rewrite;

import io.clickward.rewrite.HtmlOracle.Target;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules for links once more, written from what senders and providers document and not from the
 * product: which targets are tracked, and what their destinations are.
 */
final class ExpectedLinks {
  /** Longer ones would not fit into a request line once they are sealed. */
  private static final int DESTINATION_BYTES_MAX = 4096;

  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "[{]|[*][|]|%%|\\[\\[|\\[%|~~eloqua|<[%?#$]|<\\p{Alpha}|%7[bB]%7[bB]|[*]%7[cC]"
              + "|%(?!\\p{XDigit}{2})[\\p{Alpha}_][\\p{Alnum}_.:-]{2,63}%"
              + "|%[\\p{Alpha}_][\\p{Alnum}_.:-]{2,63}%(?!\\p{XDigit}{2})");

  /** Scheme, user, host and port of a web address. */
  private static final Pattern WEB =
      Pattern.compile(
          "(?is)^https?://(?:[^/\\\\?#]*@)?([^/\\\\?#@]*?)(?::[0-9]*)?(?:[/\\\\?#].*)?$");

  /** Stands before a charset that only a tag of the document names. */
  static final String BY_DOCUMENT = "by document: ";

  private ExpectedLinks() {}

  /**
   * Where a target leads: its bytes in the declared charset, as browsers read its label, or else in
   * UTF-8, references resolved, without the white space that URLs do not have (WHATWG URL section
   * 4.4). Nothing when its bytes are neither, or something else in UTF-8 where only a tag of the
   * document says otherwise.
   */
  static Optional<String> destination(Target target, String charset) {
    byte[] raw = MailFiles.latin1(target.raw());
    if (charset.startsWith(BY_DOCUMENT)) {
      String named = label(charset.substring(BY_DOCUMENT.length()));
      Optional<String> utf8 = strictly("UTF-8", raw).filter(u -> !isAscii(raw));
      return utf8.isPresent() && !utf8.equals(strictly(named, raw))
          ? Optional.empty()
          : destination(target, named);
    }
    boolean ascii = charset.equalsIgnoreCase("us-ascii");
    return strictly(ascii ? "UTF-8" : label(charset), raw)
        .or(() -> strictly(ascii ? "windows-1252" : "UTF-8", raw))
        .map(HtmlOracle::unescape)
        .map(ExpectedLinks::clean);
  }

  private static boolean isAscii(byte[] bytes) {
    return MailFiles.latin1(bytes).chars().allMatch(c -> c < 0x80);
  }

  private static String label(String charset) {
    return switch (charset.toLowerCase(Locale.ROOT)) {
      case "iso-8859-1", "latin1" -> "windows-1252";
      case "iso-8859-9", "latin5" -> "windows-1254";
      case "shift_jis", "shift-jis", "sjis", "x-sjis" -> "windows-31j";
      case "gb2312", "gbk" -> "GB18030";
      case "euc-kr", "ks_c_5601-1987" -> "windows-949";
      case "big5" -> "Big5-HKSCS";
      default -> charset;
    };
  }

  /** The destination in a decoded value. */
  static String clean(String value) {
    return value.replaceAll("^[\\x00-\\x20]+|[\\x00-\\x20]+$", "").replaceAll("[\\r\\n\\t]", "");
  }

  private static Optional<String> strictly(String charset, byte[] bytes) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return Optional.of(Charset.forName(charset).newDecoder().decode(buffer).toString());
    } catch (CharacterCodingException | IllegalArgumentException notThisCharset) {
      return Optional.empty();
    }
  }

  /** The destination of a target that must be tracked; nothing for one that must be left. */
  static Optional<String> tracked(Target target, String charset, Set<String> listUnsubscribe) {
    return optsOut(target.attributes())
        ? Optional.empty()
        : destination(target, charset)
            .filter(ExpectedLinks::leadsToTheWeb)
            .filter(d -> !listUnsubscribe.contains(d))
            .filter(d -> d.getBytes(StandardCharsets.UTF_8).length <= DESTINATION_BYTES_MAX);
  }

  private static boolean leadsToTheWeb(String destination) {
    Matcher web = WEB.matcher(destination);
    if (!web.matches() || PLACEHOLDER.matcher(destination).find()) {
      return false;
    }
    String host = web.group(1).toLowerCase(Locale.ROOT);
    return !host.isEmpty()
        && !host.equals(RecordedLinks.HOST)
        && !host.equals(RecordedLinks.HOST + ".");
  }

  /**
   * Whether a target is Outlook's copy of one that opts out: of the next outside of conditional
   * comments that leads to the same place, or of the last where none follows.
   */
  static boolean isCopyOfOptOut(Target copy, List<Target> all, String charset) {
    Optional<String> destination = destination(copy, charset);
    List<Target> originals =
        all.stream()
            .filter(t -> !t.conditional() && destination(t, charset).equals(destination))
            .toList();
    return copy.conditional()
        && !originals.isEmpty()
        && optsOut(
            originals.stream()
                .filter(t -> t.start() > copy.start())
                .findFirst()
                .orElse(originals.getLast())
                .attributes());
  }

  private static boolean optsOut(Map<String, String> attributes) {
    return "off".equalsIgnoreCase(attributes.get("clicktracking"))
        || "0".equals(attributes.get("data-msys-clicktrack"))
        || "1".equals(attributes.get("data-msys-unsubscribe"))
        || "true".equalsIgnoreCase(attributes.get("disable-tracking"))
        || "true".equalsIgnoreCase(attributes.get("data-disable-tracking"))
        || attributes.containsKey("ses:no-track")
        || attributes.containsKey("data-pm-no-track")
        || attributes.containsKey("mc:disable-tracking")
        || attributes.containsKey("mautic:disable-tracking");
  }
}
