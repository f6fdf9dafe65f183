package io.clickward.rewrite;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Mails for tests, written with bare line feeds and sent with CRLF. */
final class Mails {
  static final RewriteOptions ALL =
      new RewriteOptions(
          true, true, true, false, false, true, Set.of(), RewriteOptions.LargePart.PIXEL_AT_END);

  static final String LINK = "<a href=\"http://a.example/\">x</a>";

  private Mails() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(Rewritten rewritten) {
    return new String(rewritten.bytes(), StandardCharsets.UTF_8);
  }

  static byte[] crlf(String text) {
    return bytes(text.replace("\n", "\r\n"));
  }

  static String withoutCr(Rewritten rewritten) {
    return text(rewritten).replace("\r\n", "\n");
  }

  static String html(String header, String body) {
    return "Subject: s\nContent-Type: text/html; charset=utf-8\n" + header + "\n" + body;
  }

  static String multipart(String type, String... parts) {
    StringBuilder mail =
        new StringBuilder("MIME-Version: 1.0\nContent-Type: " + type + "; boundary=\"b-1\"\n\n");
    for (String part : parts) {
      mail.append("--b-1\n").append(part).append("\n");
    }
    return mail.append("--b-1--\n").toString();
  }
}
