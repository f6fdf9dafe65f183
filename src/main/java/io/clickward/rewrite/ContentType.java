package io.clickward.rewrite;

import java.util.Map;

/**
 * A media type and its parameters (RFC 2045 section 5.1), with the continuations of RFC 2231.
 *
 * @param type such as {@code text/html}, lower case
 */
record ContentType(String type, Map<String, String> parameters) {
  static final ContentType TEXT = new ContentType("text/plain", Map.of());
  static final ContentType MESSAGE = new ContentType("message/rfc822", Map.of());

  /** What has no slash is some other type, not text. */
  private static final String UNKNOWN = "application/octet-stream";

  static ContentType parse(String value) {
    FieldValue field = FieldValue.parse(value);
    String type = field.word().indexOf('/') > 0 ? field.word() : UNKNOWN;
    return new ContentType(type, field.parameters());
  }

  boolean isMultipart() {
    return type.startsWith("multipart/");
  }

  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }
}
