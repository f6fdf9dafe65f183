package io.clickward.rewrite;

import io.clickward.rewrite.MimeOracle.Leaf;
import io.clickward.rewrite.MimeOracle.Message;
import io.clickward.rewrite.MimeOracle.Multipart;
import java.nio.charset.Charset;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;

/** The rules for messages and parts once more, written independently of the product. */
final class ExpectedParts {
  /** Whether a part is to be rewritten. */
  enum Wish {
    REWRITE,
    /** The part is malformed so that readers disagree on what it says: either is right. */
    DOUBT,
    LEAVE
  }

  private static final Set<String> CLOSED =
      Set.of("multipart/signed", "multipart/encrypted", "multipart/report");

  private static final Set<String> ENCODINGS =
      Set.of("", "7bit", "8bit", "binary", "quoted-printable", "base64");

  private static final Set<String> IDENTITY = Set.of("", "7bit", "8bit", "binary");

  private static final Pattern NO_SUPERSET_OF_ASCII =
      Pattern.compile("(?i)(x-)?(utf-?7|utf-?16.*|utf-?32.*|iso-2022.*|johab|hz.*|ucs-.*)");

  /** What RFC 2045 section 6.7 allows, and blanks before a line end, which are to be ignored. */
  private static final Pattern QUOTED_PRINTABLE =
      Pattern.compile("(?:[^=]|=[0-9A-Fa-f]{2}|=[ \\t]*\\r?\\n)*+");

  /** Whole quanta, white space left out; the last is padded. mime4j drops one that is cut. */
  private static final Pattern BASE64 =
      Pattern.compile("(?:[A-Za-z0-9+/]{4})*+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?");

  private static final Pattern ANGLE_BRACKETS = Pattern.compile("<([^<>]*)>");

  /** RFC 9580 section 6.2; in HTML it stands behind a tag. */
  private static final Pattern PGP =
      Pattern.compile("(?im)(?:^|>)-----BEGIN PGP (?:SIGNED )?MESSAGE-----");

  private ExpectedParts() {}

  /** What is to become of a part where parts of that type are rewritten. */
  static Wish wish(Leaf leaf, String type) {
    if (!leaf.type().equals(type) || isClosed(leaf)) {
      return Wish.LEAVE;
    }
    boolean attached =
        leaf.field("Content-Disposition").toLowerCase(Locale.ROOT).startsWith("attachment");
    if (attached) {
      return Wish.LEAVE;
    }
    if (hasDoubtfulHeader(leaf)) {
      return Wish.DOUBT;
    }
    boolean readable = ENCODINGS.contains(leaf.encoding()) && !isUnsafe(leaf.charset());
    return !readable ? Wish.LEAVE : isDoubtful(leaf) ? Wish.DOUBT : Wish.REWRITE;
  }

  /** A comment without an end in the encoding, or two charsets of which either may count. */
  private static boolean hasDoubtfulHeader(Leaf leaf) {
    return leaf.encoding().contains("(")
        || leaf.field("Content-Type").toLowerCase(Locale.ROOT).split("charset", -1).length > 2;
  }

  private static boolean isClosed(Leaf leaf) {
    return leaf.within().stream().map(Multipart::type).anyMatch(CLOSED::contains);
  }

  private static boolean isUnsafe(String charset) {
    return NO_SUPERSET_OF_ASCII.matcher(charset).matches();
  }

  private static boolean isDoubtful(Leaf leaf) {
    String raw = MailFiles.latin1(leaf.raw());
    boolean malformed =
        switch (leaf.encoding()) {
          case "quoted-printable" -> !QUOTED_PRINTABLE.matcher(raw).matches();
          case "base64" -> !BASE64.matcher(raw.replaceAll("\\s", "")).matches();
          default -> false;
        };
    return malformed
        || leaf.within().stream().anyMatch(ExpectedParts::isDoubtful)
        || raw.isEmpty()
        || isRepeated(leaf.header())
        || raw.contains("\u001b$")
        || raw.contains("\u001b(");
  }

  /** RFC 2045 section 6.4 allows no encoding that would have to be undone. */
  private static boolean isDoubtful(Multipart multipart) {
    return !IDENTITY.contains(multipart.encoding()) || isRepeated(multipart.header());
  }

  /** Whether a field is there twice that says how to read the part. */
  private static boolean isRepeated(List<String> header) {
    return Stream.of("content-type:", "content-transfer-encoding:")
        .anyMatch(
            name ->
                header.stream().filter(f -> f.toLowerCase(Locale.ROOT).startsWith(name)).count()
                    > 1);
  }

  /** Why the whole message must go through as it is, or nothing. */
  static String closed(Message message, String raw) {
    if (!message.fields("DKIM-Signature").isEmpty()) {
      return "dkim-signed";
    }
    for (Leaf leaf : message.leaves()) {
      if (leaf.type().matches("application/(x-)?pkcs7-mime")) {
        return "encrypted";
      }
      if (isReadableText(leaf) && PGP.matcher(MailFiles.latin1(leaf.decoded())).find()) {
        return "pgp";
      }
    }
    return hasAmbiguousBoundary(message, raw) ? "ambiguous-boundary" : "";
  }

  private static boolean isReadableText(Leaf leaf) {
    boolean named = leaf.has("Content-Type") == leaf.field("Content-Type").contains("text/");
    return leaf.type().matches("text/(plain|html)")
        && named
        && !isClosed(leaf)
        && !isRepeated(leaf.header());
  }

  /**
   * Whether a line begins as a boundary does and goes on, without being another boundary: some
   * readers end the part there, others do not (RFC 2046 section 5.1.1 lets them compare prefixes).
   */
  private static boolean hasAmbiguousBoundary(Message message, String raw) {
    Set<String> lines = new HashSet<>();
    message.leaves().stream()
        .flatMap(leaf -> leaf.within().stream().takeWhile(m -> !CLOSED.contains(m.type())))
        .forEach(m -> lines.add(("--" + m.boundary()).stripTrailing()));
    String last = outermost(message) + "--";
    return raw.lines()
        .map(String::stripTrailing)
        .takeWhile(line -> !line.equals(last))
        .filter(line -> lines.stream().anyMatch(line::startsWith))
        .anyMatch(line -> !lines.contains(line.replaceAll("--$", "")) && !lines.contains(line));
  }

  /** The boundary of the message itself; behind its end nothing is a part any more. */
  private static String outermost(Message message) {
    return message.leaves().stream()
        .flatMap(leaf -> leaf.within().stream().limit(1))
        .map(m -> ("--" + m.boundary()).stripTrailing())
        .findFirst()
        .orElse("");
  }

  /**
   * The addresses in List-Unsubscribe (RFC 2369), encoded-words decoded as readers do, without the
   * white space that folding left; where brackets are missing, what a comma parts.
   */
  static Set<String> listUnsubscribe(Message message) {
    Set<String> addresses = new HashSet<>();
    for (String field : message.fields("List-Unsubscribe")) {
      String decoded = DecoderUtil.decodeEncodedWords(field, DecodeMonitor.SILENT);
      Matcher matcher = ANGLE_BRACKETS.matcher(decoded);
      while (matcher.find()) {
        addresses.add(matcher.group(1).replaceAll("\\s", ""));
      }
      for (String bare : ANGLE_BRACKETS.matcher(decoded).replaceAll(",").split(",", -1)) {
        addresses.add(bare.replaceAll("\\s", ""));
      }
    }
    return addresses;
  }

  /** The charset of a part as far as this Java knows it, else UTF-8. */
  static String charset(Leaf leaf) {
    try {
      return Charset.isSupported(leaf.charset()) ? leaf.charset() : "UTF-8";
    } catch (IllegalArgumentException noName) {
      return "UTF-8";
    }
  }
}
