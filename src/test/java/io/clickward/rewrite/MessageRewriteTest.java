package io.clickward.rewrite;

import static io.clickward.rewrite.Mails.ALL;
import static io.clickward.rewrite.Mails.LINK;
import static io.clickward.rewrite.Mails.crlf;
import static io.clickward.rewrite.Mails.html;
import static io.clickward.rewrite.Mails.multipart;
import static io.clickward.rewrite.Mails.withoutCr;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.rewrite.Report.SkippedPart;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageRewriteTest {
  private static final String TRACKED = "<a href=\"https://links.example/c/0-1\">x</a>";
  private static final String PIXEL =
      "<img src=\"https://links.example/o/1\" width=\"1\" height=\"1\" alt=\"\" style=\"border:0\">";

  private final FakeLinks links = new FakeLinks();

  private Rewritten rewrite(String mail) {
    return rewrite(crlf(mail));
  }

  private Rewritten rewrite(byte[] mail) {
    Rewritten rewritten = new Rewriter(links, ALL).message(mail);
    assertThat(rewritten.report().untouched()).isNotEqualTo("internal-error");
    assertThat(rewritten.report().bytesAfter()).isEqualTo(rewritten.bytes().length);
    assertThat(rewritten.report().changed()).isEqualTo(rewritten.bytes() != mail);
    return rewritten;
  }

  private void assertUntouched(String mail, String reason) {
    byte[] raw = crlf(mail);
    Rewritten rewritten = rewrite(raw);
    assertThat(rewritten.bytes()).isSameAs(raw);
    assertThat(rewritten.report().untouched()).isEqualTo(reason);
    assertThat(rewritten.links()).isEmpty();
  }

  @Test
  void changesTheHtmlPartAndNoOtherByte() {
    String mail =
        multipart("multipart/alternative", "\nhttp://b.example/x y", html("", LINK + "\n"));
    Rewritten rewritten = new Rewriter(links, RewriteOptions.DEFAULT).message(crlf(mail));
    assertThat(withoutCr(rewritten)).isEqualTo(mail.replace(LINK, TRACKED + PIXEL));
    assertThat(rewritten.report().partsSkipped())
        .containsExactly(new SkippedPart("1", "text/plain", "plain-text"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "boundary=b-1",
        "boundary=\"b-1\"",
        "boundary=\"b\\-1\"; x=y",
        "boundary= (c) \"b-1 \" ",
        "BOUNDARY = b-1 (comment; boundary=no)",
        "(c) charset=x;\n boundary*0=\"b\"; boundary*1=-1",
        "boundary*=us-ascii'en'b%2D1",
        "boundary*0*=us-ascii''b%2D; boundary*1=1",
      })
  void readsEveryFormOfABoundary(String parameter) {
    String mail =
        multipart("multipart/mixed", html("", LINK)).replace("boundary=\"b-1\"", parameter);
    assertThat(withoutCr(rewrite(mail))).contains(TRACKED);
  }

  @Test
  void keepsTheBlankThatABoundaryBeginsWith() {
    String mail =
        multipart("multipart/mixed", html("", LINK))
            .replace("b-1", " b 1")
            .replace("boundary=", "boundary = (c) ");
    assertThat(withoutCr(rewrite(mail))).isEqualTo(mail.replace(LINK, TRACKED + PIXEL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From a@b.example Mon Jan 1 00:00:00 2026\nContent-Type: text/html\n\n" + LINK,
        "no colon\nCONTENT-TYPE\t:\n TEXT/HTML\n\n" + LINK,
        "Content-Type: text/html; charset=nonsense\n\n" + LINK,
        "Content-Type: text/html; charset=us-ascii\nContent-Type: text/html; charset=us-ascii\n\n"
            + LINK,
        "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/html\n\n" + LINK,
        "Content-Type: multipart/mixed; boundary=x\n\npre\n--x \t\nContent-Type: text/html\n\n"
            + LINK
            + "\n--x--\nepilogue "
            + "<a href=\"http://no.example/\">",
        "Content-Type: multipart/mixed; boundary=x\n\n--x\n--x\n\n--x\nContent-Type: text/html\n\n"
            + LINK,
        "Content-Type: multipart/a; boundary=x\n\n--x\nContent-Type: multipart/b; boundary=x-y\n\n"
            + "--x-y\nContent-Type: text/html\n\n"
            + LINK
            + "\n--x-y--\n--x--",
        "Content-Type: multipart/a; boundary=x-y\n\n--x-y\nContent-Type: multipart/b; boundary=x\n\n"
            + "--x\nContent-Type: text/html\n\n"
            + LINK
            + "\n--x-y--\n",
      })
  void findsTheHtmlInMailsThatAreSlightlyWrong(String mail) {
    assertThat(withoutCr(rewrite(mail))).isEqualTo(mail.replace(LINK, TRACKED + PIXEL));
    assertThat(Mails.text(rewrite(Mails.bytes(mail))))
        .isEqualTo(mail.replace(LINK, TRACKED + PIXEL));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/html|Content-Disposition: attachment; filename=x.html|attachment",
        "multipart/mixed; boundary=q|Content-Disposition: attachment|attachment",
        "text/x-amp-html||amp",
        "text/calendar; method=REQUEST||calendar",
        "image/png||other-type",
        "html||other-type",
        "message/rfc822||message",
        "message/delivery-status||message",
        "multipart/signed; boundary=q||signed",
        "multipart/encrypted; boundary=q||encrypted",
        "multipart/report; boundary=q||report",
        "multipart/mixed||no-boundary",
        "multipart/mixed; boundary=q|Content-Transfer-Encoding: base64|unknown-encoding",
        "text/html|Content-Transfer-Encoding: 7-bit|unknown-encoding",
        "text/html|Content-Transfer-Encoding: x-uuencode|unknown-encoding",
        "text/html|Content-Transfer-Encoding: 7bit;|unknown-encoding",
        "text/html|Content-Transfer-Encoding: b\"ase64|unknown-encoding",
        "text\"/html||other-type",
        "text/html|Content-Transfer-Encoding: base64|broken-encoding",
        "text/html; charset=utf-16||unsafe-charset",
        "text/html; charset=utf-7||unsafe-charset",
        "text/html; charset=ISO-2022-JP||unsafe-charset",
        "text/html; charset=hz-gb-2312||unsafe-charset",
        "text/html; charset=IBM037||unsafe-charset",
        "text/html; charset=johab||unsafe-charset",
        "text/html; charset=ksc5601_1992||unsafe-charset",
        "text/html|Content-Type: text/plain|ambiguous-header",
        "text/html|Content-Transfer-Encoding: 7bit\\nContent-Transfer-Encoding: base64|ambiguous-header",
        "text/html|Content-Transfer-Encoding: 8bit\\nContent-Transfer-Encoding: 8bit|ambiguous-header",
      })
  void skipsAPartAndSaysWhy(String type, String header, String reason) {
    String fields = header == null ? "" : header.replace("\\n", "\n") + "\n";
    String part = "Content-Type: " + type + "\n" + fields + "\n--q\n\n" + LINK + "\n--q--";
    String mail = multipart("multipart/mixed", part, html("", LINK));
    Rewritten rewritten = rewrite(mail);
    assertThat(withoutCr(rewritten))
        .isEqualTo(mail.replace(html("", LINK), html("", TRACKED + PIXEL)));
    assertThat(rewritten.report().partsSkipped())
        .containsExactly(
            new SkippedPart(
                "1",
                type.replaceAll(";.*", "").replaceAll("^html$", "application/octet-stream"),
                reason));
  }

  @Test
  void skipsABodyThatHidesItsCharset() {
    assertThat(rewrite(html("", "\u001b$B<a href=\"http://a.example/\">")).report().partsSkipped())
        .containsExactly(new SkippedPart("1", "text/html", "unsafe-charset"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void skipsUtf16WithoutAMark(String charset) {
    byte[] html = (LINK + "<p>hi</p>").getBytes(Charset.forName(charset));
    Rewritten rewritten = rewrite(mail("text/html", html));
    assertThat(rewritten.report().changed()).isFalse();
    assertThat(rewritten.report().partsSkipped())
        .containsExactly(new SkippedPart("1", "text/html", "unsafe-charset"));
  }

  private static byte[] mail(String type, byte[] body) {
    byte[] head = crlf("Content-Type: " + type + "\nContent-Transfer-Encoding: binary\n\n");
    return Splice.apply(head, List.of(new Replacement(head.length, head.length, body)));
  }

  @ParameterizedTest
  @CsvSource({
    "iso-8859-1, 93 E4 80, \u201C\u00E4\u20AC",
    "latin1, 93 E4 80, \u201C\u00E4\u20AC",
    "us-ascii, 93 E4 80, \u201C\u00E4\u20AC",
    "us-ascii, C3 A9, \u00E9",
    "iso-8859-9, 80 F0, \u20AC\u011F",
    "iso-8859-2, B1 F5, \u0105\u0151",
    "tis-620, 80 A1, \u20AC\u0E01",
  })
  void decodesLatin1AsBrowsersDo(String charset, String octets, String text) {
    assertDecodes(charset, octets, text);
  }

  @ParameterizedTest
  @CsvSource({
    "Shift_JIS, 81 60 81 7C 87 40 FA 40, \uFF5E\uFF0D\u2460\u2170",
    "x-sjis, F0 40 5C B1, \uE000\\\uFF71",
    "gb2312, A1 AA A1 A4 81 40, \u2014\u00B7\u4E02",
    "GBK, A6 D9 A8 92 81 30 81 30, \uFE10\u2295\u0080",
    "gb18030, 95 32 82 36, \uD840\uDC00",
    "EUC-KR, B0 A1 81 41, \uAC00\uAC02",
    "ks_c_5601-1987, A2 E6, \u20AC",
    "euc-jp, A4 A2 8F B0 A1, \u3042\u4E02",
    "big5, A4 A4 87 40, \u4E2D\u43F0",
  })
  void decodesShiftJisAndGb2312AsBrowsersDo(String charset, String octets, String text) {
    assertDecodes(charset, octets, text);
  }

  /** Browsers read them as other characters than Java, or as none. */
  @ParameterizedTest
  @CsvSource({
    "euc-jp, A1DD",
    "euc-jp, ADA1",
    "gb2312, A3A0",
    "gb18030, 84318236",
    "gbk, 80",
    "euc-kr, C9A1",
    "big5, A145",
    "big5, 8862",
    "Shift_JIS, FD",
  })
  void leavesALinkThatJavaReadsOtherwiseThanBrowsers(String charset, String octets) {
    byte[] path = HexFormat.of().parseHex(octets);
    Rewritten rewritten = rewrite(mail("text/html; charset=" + charset, around(path)));
    assertThat(rewritten.report().linksSkipped()).isEqualTo(Map.of("undecodable", 1));
  }

  @ParameterizedTest
  @CsvSource({
    "text/html, \u4E2D",
    "text/html; charset=x-unknown, \u4E2D",
    "text/html; charset=windows-1251, \u0426\u0420",
  })
  void believesTheHeaderBeforeTheDocument(String type, String text) {
    String html = "<meta charset=gb2312><a href=\"http://a.example/\u00D6\u00D0\">x</a>";
    rewrite(mail(type, MailFiles.latin1(html)));
    assertThat(links.destinations).containsExactly("http://a.example/" + text);
  }

  private void assertDecodes(String charset, String octets, String text) {
    byte[] path = HexFormat.ofDelimiter(" ").parseHex(octets);
    byte[] mail = mail("text/html; charset=" + charset, around(path));
    Rewritten rewritten = rewrite(mail);
    assertThat(links.destinations).containsExactly("http://a.example/" + text);
    assertThat(MailFiles.latin1(rewritten.bytes()))
        .isEqualTo(
            MailFiles.latin1(mail)
                .replace(
                    "http://a.example/" + MailFiles.latin1(path), "https://links.example/c/0-1")
                .replace("</body>", PIXEL + "</body>"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"81", "8D", "8F", "90", "9D", "C381"})
  void leavesALinkInLatin1WhoseBytesMeanNothing(String octet) {
    byte[] path = HexFormat.of().parseHex(octet);
    Rewritten rewritten = rewrite(mail("text/html; charset=iso-8859-1", around(path)));
    assertThat(rewritten.report().linksSkipped()).isEqualTo(Map.of("undecodable", 1));
  }

  /** A document with a link that has these bytes, and with text that has every byte. */
  private static byte[] around(byte[] path) {
    StringBuilder text = new StringBuilder();
    for (char c = ' '; c <= 0xFF; c++) {
      text.append(c == '<' ? ' ' : c);
    }
    String link = "<body><a href=\"http://a.example/" + MailFiles.latin1(path) + "\">x</a>";
    return MailFiles.latin1(link + text + "</body>");
  }

  @Test
  void readsMarkupBesideTheSecondBytesOfShiftJis() {
    byte[] html =
        "<a href=\"http://a.example/\u8868\u30BD\">"
            .getBytes(java.nio.charset.Charset.forName("Shift_JIS"));
    byte[] head = crlf("Content-Type: text/html; charset=Shift_JIS\n\n");
    byte[] mail =
        Splice.apply(head, java.util.List.of(new Replacement(head.length, head.length, html)));
    rewrite(mail);
    assertThat(links.destinations).containsExactly("http://a.example/\u8868\u30BD");
  }

  @Test
  void takesDigestsForMessages() {
    assertThat(rewrite(multipart("multipart/digest", "\n" + LINK)).report().partsSkipped())
        .containsExactly(new SkippedPart("1", "message/rfc822", "message"));
  }

  @Test
  void numbersPartsAsImapDoes() {
    String inner =
        multipart("multipart/related", "Content-Type: image/png\n\nx").replace("b-1", "c");
    String mail = multipart("multipart/mixed", "\nx", inner.replace("MIME-Version: 1.0\n", ""));
    assertThat(rewrite(mail).report().partsSkipped())
        .containsExactly(new SkippedPart("2.1", "image/png", "other-type"));
  }

  @Test
  void leavesASignedMailUntouched() {
    assertUntouched(html("DKIM-Signature: v=1\n", LINK), "dkim-signed");
    assertUntouched(
        html("", LINK).replace("text/html", "application/pkcs7-mime; smime-type=signed-data"),
        "signed");
    assertUntouched(html("", LINK).replace("text/html", "application/x-pkcs7-mime"), "encrypted");
  }

  @Test
  void leavesInlinePgpUntouched() {
    String signed = "\nhi\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256";
    assertUntouched(multipart("multipart/mixed", signed, html("", LINK)), "pgp");
    assertThat(
            new Rewriter(links, RewriteOptions.DEFAULT)
                .message(crlf(multipart("multipart/mixed", signed, html("", LINK))))
                .report()
                .untouched())
        .isEqualTo("pgp");
    assertUntouched(html("", "<pre>-----BEGIN PGP MESSAGE-----</pre>" + LINK), "pgp");
    String quoted = "\n> -----BEGIN PGP SIGNED MESSAGE-----";
    assertThat(withoutCr(rewrite(multipart("multipart/mixed", quoted, html("", LINK)))))
        .contains(TRACKED);
  }

  @Test
  void leavesAMailUntouchedWhoseBoundariesReadersDisagreeAbout() {
    assertUntouched(
        multipart("multipart/mixed", html("", LINK) + "\n--b-1x", html("", LINK)),
        "ambiguous-boundary");
  }

  @Test
  void goesDownToTheNestingLimitAndNoFurther() {
    assertThat(withoutCr(rewrite(nested(MimeScanner.NESTING_MAX)))).contains(TRACKED);
    assertUntouched(nested(MimeScanner.NESTING_MAX + 1), "too-deep");
    assertUntouched(nested(20_000), "too-deep");
  }

  private static String nested(int depth) {
    StringBuilder mail = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      mail.append("Content-Type: multipart/mixed; boundary=b%07d\n\n--b%07d\n".formatted(i, i));
    }
    return mail + "Content-Type: text/html\n\n" + LINK + "\n";
  }

  @Test
  void leavesAMailWithTooManyPartsOrLinksUntouched() {
    assertUntouched(
        "Content-Type: multipart/mixed; boundary=x\n"
            + "\n--x\n\ny".repeat(MimeScanner.PARTS_MAX + 1),
        "too-many-parts");
    assertUntouched(html("", (LINK + "\n").repeat(HtmlBody.LINKS_MAX + 1)), "too-many-links");
  }

  @Test
  void leavesAMailOverTheSizeLimitUntouched() {
    byte[] mail = new byte[Rewriter.MAIL_BYTES_MAX + 1];
    assertThat(new Rewriter(links, ALL).message(mail).report().untouched()).isEqualTo("too-large");
  }

  @Test
  void neverTracksTheUrlOfListUnsubscribe() {
    Rewritten rewritten =
        rewrite(
            html(
                "List-Unsubscribe: <mailto:x@a.example>,\n <http://a.example/?u=1&v=2>\n",
                "<a href=\"http://a.example/?u=1&amp;v=2\">"));
    assertThat(rewritten.report().linksSkipped()).isEqualTo(Map.of("list-unsubscribe", 1));
  }

  @Test
  void readsEveryListUnsubscribeFieldAndIgnoresItsWhiteSpace() {
    Rewritten rewritten =
        rewrite(
            html(
                "List-Unsubscribe: < http://a.example/\n ?u=1 >\nList-Unsubscribe: <http://b.example/>\n",
                "<a href=\"http://a.example/?u=1\"><a href=\"http://b.example/\">"));
    assertThat(rewritten.report().linksSkipped()).isEqualTo(Map.of("list-unsubscribe", 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=?utf-8?q?=3Chttp=3A//a=2Eexample/=3Fu=3D1=26v=5F2=3E?=",
        "<mailto:x@a.example>,\n =?us-ascii?Q?=3Chttp://a.example/=3Fu?=\n =?us-ascii?Q?=3D1=26v=5F2=3E?=",
        "=?UTF-8?B?PGh0dHA6Ly9hLmV4YW1wbGUvP3U9MSZ2XzI+?=",
        "=?x?B?*?= <=?utf-8*en?Q?http://a.example/=3Fu=3D1?= =?utf-8?B?JnZfMg==?=>",
      })
  void readsAListUnsubscribeOfEncodedWords(String value) {
    String field = "List-Unsubscribe: " + value + "\n";
    Rewritten rewritten = rewrite(html(field, "<a href=\"http://a.example/?u=1&amp;v_2\">" + LINK));
    assertThat(rewritten.report().linksSkipped()).isEqualTo(Map.of("list-unsubscribe", 1));
    assertThat(withoutCr(rewritten)).contains(field);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a.example/?u=1,2",
        "HTTP://b.example/, <mailto:x@a.example>, http://a.example/?u=1,2 ",
        "http://a.example/?u=1,2, <mailto:x@a.example>",
        "<mailto:x@a.example>,\n http://a.example/?u=1,2, mailto:y@a.example",
        "<mailto:x@a.example> http://a.example/?u=1,2 (leave)",
        "=?utf-8?q?http=3A//a=2Eexample/=3Fu=3D1=2C2?=",
        "http://a.example/\n ?u=1",
        "http://a.example/?u=1,<http://c.example/>",
        "<, http://a.example/?u=1",
      })
  void neverTracksTheUrlOfAListUnsubscribeWithoutAngleBrackets(String value) {
    String url = value.contains("1,2") ? "http://a.example/?u=1,2" : "http://a.example/?u=1";
    String body = "<a href=\"" + url + "\"><a href=\"http://d.example/?u=1\">";
    Rewritten rewritten = rewrite(html("List-Unsubscribe: " + value + "\n", body));
    assertThat(rewritten.report().linksSkipped()).isEqualTo(Map.of("list-unsubscribe", 1));
    assertThat(links.destinations).containsExactly("http://d.example/?u=1");
  }

  @Test
  void reEncodesAPartWhoseLinesGrowTooLong() {
    String body = "<p>\u00E4 =</p> \n" + LINK.repeat(60) + "\n.\n";
    String mail = html("", body);
    Rewritten rewritten = new Rewriter(FakeLinks.long140(), ALL).message(crlf(mail));
    String after = withoutCr(rewritten);
    assertThat(after)
        .startsWith(
            """
            Subject: s
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            <p>=C3=A4 =3D</p>=20
            """);
    assertThat(after.lines()).allMatch(line -> line.length() <= 76);
    assertThat(rewritten.report().warnings()).containsKey("re-encoded");
    assertThat(new Rewriter(FakeLinks.long140(), ALL).message(rewritten.bytes()).bytes())
        .isSameAs(rewritten.bytes());
  }

  @Test
  void changesTheEncodingFieldInItsPlace() {
    String mail = html("Content-Transfer-Encoding: 8bit (c)\nX: y\n", LINK.repeat(60) + "\n");
    Rewritten rewritten = new Rewriter(FakeLinks.long140(), ALL).message(crlf(mail));
    assertThat(withoutCr(rewritten))
        .startsWith(
            mail.substring(0, mail.indexOf("\n\n") + 2).replace("8bit (c)", "quoted-printable"));
  }

  @Test
  void keepsALongLineThatWasThereInABinaryBody() {
    String mail = html("Content-Transfer-Encoding: binary\n", LINK.repeat(60) + "\n");
    assertThat(new Rewriter(FakeLinks.long140(), ALL).message(crlf(mail)).report().warnings())
        .doesNotContainKey("re-encoded");
  }

  @Test
  void breaksLinesAsTheMailDoesWhenThePartHasOneLineOnly() {
    String qp = html("Content-Transfer-Encoding: quoted-printable\n", LINK.replace("=", "=3D"));
    Rewritten rewritten = new Rewriter(FakeLinks.long140(), ALL).message(Mails.bytes(qp));
    assertThat(Mails.text(rewritten)).contains("=\n").doesNotContain("\r");
  }

  @Test
  void keepsOneIndexSpaceOverAllParts() {
    String mail = multipart("multipart/alternative", "\nhttp://a.example/", html("", LINK + LINK));
    assertThat(withoutCr(rewrite(mail))).contains("c/0-3\n", "c/1-3\"", "c/2-3\"", "o/3");
  }

  @Test
  void doesNothingToAnythingElse() {
    assertThat(rewrite("").report().changed()).isFalse();
    assertThat(rewrite("\n").report().changed()).isFalse();
    assertThat(rewrite("Content-Type: text/html").report().linksSeen()).isZero();
    assertThat(new String(rewrite("x: y\n\nhi").bytes(), StandardCharsets.US_ASCII))
        .isEqualTo("x: y\r\n\r\nhi");
  }
}
