package io.clickward.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.clickward.domain.Finding;
import io.clickward.onboarding.RefusedException;
import io.javalin.http.Context;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a request strictly: what is misspelt or cannot be read would be passed over, and something
 * else be done than was meant.
 */
final class Strict {
  /** JSON is in UTF-8 (RFC 8259 section 8.1), of which ASCII is a part. */
  private static final Set<Charset> CHARSETS = Set.of(UTF_8, US_ASCII);

  private static final String SEND_AGAIN = "Correct it, and send it again.";

  private Strict() {}

  /**
   * To be called before query and body are read.
   *
   * @param known the query parameters that there may be
   * @throws RefusedException when something cannot be read, or with all that is not known
   */
  static void require(Context http, List<String> known) {
    if (!isOfCharset(http)) {
      throw RefusedException.invalid(
          "Content-Type", "has a charset that is not read here", "utf-8, or none", SEND_AGAIN);
    }
    requireDecodable(Optional.ofNullable(http.queryString()).orElse(""));
    List<Finding> unknown =
        http.queryParamMap().keySet().stream()
            .filter(name -> !known.contains(name))
            .map(name -> unknown(name, known))
            .toList();
    if (!unknown.isEmpty()) {
      throw RefusedException.of(RefusedException.Kind.INVALID, unknown);
    }
  }

  /** The library reads the query in it too, and throws on a charset without a value. */
  private static boolean isOfCharset(Context http) {
    try {
      String name = http.characterEncoding();
      return name == null || CHARSETS.contains(Charset.forName(name));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return false;
    }
  }

  /** The library leaves names and values out that it cannot decode. */
  private static void requireDecodable(String query) {
    try {
      String _ = URLDecoder.decode(query, UTF_8);
    } catch (IllegalArgumentException e) {
      throw RefusedException.invalid(
          "query", "has a % that begins no escape", "%25 for a % itself", SEND_AGAIN);
    }
  }

  private static Finding unknown(String name, List<String> known) {
    return new Finding(
        "invalid",
        Finding.Severity.BLOCKS,
        name,
        "is not a known query parameter",
        known.isEmpty() ? "none" : "only " + known,
        "See /api/v1/openapi.json, and send it again.");
  }
}
