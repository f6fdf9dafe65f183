package io.clickward.rewrite;

import static io.clickward.rewrite.Mails.ALL;
import static io.clickward.rewrite.Mails.LINK;
import static io.clickward.rewrite.Mails.crlf;
import static io.clickward.rewrite.Mails.html;
import static io.clickward.rewrite.Mails.multipart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in: no exception, no second change on a second run, no quadratic time. */
class RewriteFuzzTest {
  private static final int RUNS = 30_000;
  private static final int MEGABYTE = 1 << 20;

  private static final String DOCUMENT =
      """
      <!doctype html><html><head><title>t</title><style>a{}</style></head><body class=x>
      <div style="display:none">preview</div>
      <!--[if mso]><v:roundrect href="http://a.example/?b=1&amp;c=2" arcsize="9%"><![endif]-->
      <![if !mso]><a data-x='"' href = 'http://a.example/?b=1&amp;c=2' clicktracking=on>b</a><![endif]>
      <a href=http://b.example/\u00E4>http://b.example</a><area href="{{x}}"><a ses:tags="a:b" href="
      https://c.example/ ">x</a><script>var a = "<!--<script></script>-->";</script>
      <!-- <a href="http://no.example/"> --><a href="mailto:x@y.example">m</a>&copy;{{clickward:open}}
      <textarea><a href="http://no.example/"></textarea></body></html>
      """;

  private static final List<byte[]> MAILS =
      List.of(
          crlf(html("", DOCUMENT)),
          crlf(html("Content-Transfer-Encoding: 8bit\n", LINK.repeat(20))),
          quotedPrintable(),
          crlf(base64()),
          crlf(
              multipart(
                  "multipart/alternative",
                  "\nsee <http://a.example/>, (http://b.example).",
                  html("", LINK))),
          crlf(
              multipart(
                  "multipart/mixed",
                  html("Content-Disposition: attachment\n", LINK),
                  base64(),
                  "Content-Type: message/rfc822\n\n" + html("", LINK),
                  multipart("multipart/related", html("", DOCUMENT), "Content-Type: image/png\n\nx")
                      .replace("b-1", "b-11"))));

  private static final String[] WORDS = {
    "<",
    ">",
    "\"",
    "'",
    "=",
    "&",
    "<a ",
    "href=",
    "http://x.example/",
    "<!--",
    "-->",
    "--!>",
    "<!--[if mso]>",
    "<![endif]-->",
    "</a>",
    "</body>",
    "<script>",
    "</script>",
    "<plaintext>",
    "=\r\n",
    "=3D",
    "\r\n",
    "\n",
    "\r\n\r\n",
    "--b-1",
    "--b-1--",
    "--b-11\r\n",
    "Content-Type: text/html\r\n",
    "Content-Type: multipart/mixed; boundary=b-1\r\n",
    "Content-Transfer-Encoding: base64\r\n",
    "charset=utf-16",
    "\0",
    "\u001b$B",
    "&#x",
    "&amp",
    "{{",
    "}}",
    " ",
    "\t",
    "https://links.example/c/0-1",
    "(",
    "\\",
    ";",
    "*0*=",
    "-----BEGIN PGP MESSAGE-----"
  };

  private static byte[] quotedPrintable() {
    byte[] head = crlf(html("Content-Transfer-Encoding: quoted-printable\n", ""));
    return Splice.apply(
        head,
        List.of(
            new Replacement(
                head.length, head.length, QuotedPrintable.encode(crlf(DOCUMENT), LineBreak.CRLF))));
  }

  private static String base64() {
    byte[] body = DOCUMENT.getBytes(StandardCharsets.UTF_8);
    String lines = java.util.Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(body);
    return html("Content-Transfer-Encoding: base64\n", lines + "\n");
  }

  @Test
  void survivesMutatedDocuments() {
    Random random = new Random(1);
    byte[] document = DOCUMENT.getBytes(StandardCharsets.UTF_8);
    for (int run = 0; run < RUNS / 2; run++) {
      byte[] mutant = mutate(document, random);
      Rewritten once = new Rewriter(new FakeLinks(), ALL).html(mutant);
      assertSane(mutant, once);
      assertUnchanged(once, new Rewriter(new FakeLinks(), ALL).html(once.bytes()));
    }
  }

  @Test
  void survivesMutatedMails() {
    Random random = new Random(2);
    for (int run = 0; run < RUNS / 2; run++) {
      byte[] mutant = mutate(MAILS.get(run % MAILS.size()), random);
      Rewritten once = new Rewriter(FakeLinks.long140(), ALL).message(mutant);
      assertSane(mutant, once);
      assertUnchanged(once, new Rewriter(FakeLinks.long140(), ALL).message(once.bytes()));
    }
  }

  private static void assertSane(byte[] input, Rewritten rewritten) {
    Report report = rewritten.report();
    int left = report.linksSkipped().values().stream().mapToInt(Integer::intValue).sum();
    boolean sane =
        !report.untouched().equals("internal-error")
            && report.changed() == (rewritten.bytes() != input)
            && report.changed() == (report.linksRewritten() + report.pixels() > 0)
            && report.linksSeen() == report.linksRewritten() + left;
    if (!sane) {
      assertThat(report).as(shown(input)).isNull();
    }
  }

  private static void assertUnchanged(Rewritten once, Rewritten twice) {
    if (!Arrays.equals(once.bytes(), twice.bytes())) {
      assertThat(shown(twice.bytes())).isEqualTo(shown(once.bytes()));
    }
  }

  private static String shown(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static byte[] mutate(byte[] seed, Random random) {
    byte[] mutant = seed;
    for (int i = random.nextInt(6); i >= 0; i--) {
      int start = random.nextInt(mutant.length + 1);
      int end = Math.min(mutant.length, start + random.nextInt(40));
      mutant =
          Splice.apply(mutant, List.of(new Replacement(start, end, replacement(mutant, random))));
    }
    return mutant;
  }

  private static byte[] replacement(byte[] mutant, Random random) {
    int from = random.nextInt(mutant.length + 1);
    return switch (random.nextInt(4)) {
      case 0 -> new byte[0];
      case 1 -> new byte[] {(byte) random.nextInt(256)};
      case 2 ->
          Arrays.copyOfRange(mutant, from, Math.min(mutant.length, from + random.nextInt(200)));
      default -> WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.ISO_8859_1);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a href=",
        "<a href= ",
        "<a href=\"",
        "<a href=x>",
        "<a href=http://a.example/>",
        "<a ",
        "<a x ",
        "<!--[if",
        "<!--[if]>",
        "<!--[if]>-->",
        "<!--",
        "<!---",
        "<!",
        "</",
        "<script>",
        "<script><!--",
        "</script",
        "<style></styl",
        "&",
        "&#",
        "{",
        "{{clickward:open}}",
        "<p style=display:non>x</x>",
        "-----BEGIN PGP ",
        "\u001b",
        "=",
        " ",
        "= ",
        "http://",
        "http://a.example/))))))",
        "<http://a.example/ ",
      })
  void takesLinearTime(String piece) {
    byte[] document =
        piece.repeat(10 * MEGABYTE / piece.length()).getBytes(StandardCharsets.ISO_8859_1);
    String body = piece.repeat(MEGABYTE / piece.length());
    byte[] inAttribute =
        ("<a href=\"http://a.example/" + body).getBytes(StandardCharsets.ISO_8859_1);
    byte[] closed = ("<a href='" + body + "'>").getBytes(StandardCharsets.ISO_8859_1);
    byte[] encoded = crlf(html("Content-Transfer-Encoding: quoted-printable\n", body));
    byte[] plain = crlf("\n" + body);
    assertFast(() -> new Rewriter(new FakeLinks(), ALL).html(document));
    assertFast(() -> new Rewriter(new FakeLinks(), ALL).html(inAttribute));
    assertFast(() -> new Rewriter(new FakeLinks(), ALL).html(closed));
    assertFast(() -> new Rewriter(new FakeLinks(), ALL).message(encoded));
    assertFast(() -> new Rewriter(new FakeLinks(), ALL).message(plain));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x: y\n",
        "x\n",
        "Content-Type: text/html\n",
        "Content-Type: multipart/mixed; boundary=x\n\n--x\n",
        "Content-Type: multipart/mixed; boundary=x\n ",
        "--\n",
        "--x\n",
        "\n",
        "((((",
        "\"\\",
        "; a*0=b",
        "List-Unsubscribe: <",
      })
  void takesLinearTimeForHeadersWithoutEnd(String piece) {
    String repeated = piece.repeat(10 * MEGABYTE / piece.length());
    byte[] header = crlf(repeated);
    byte[] value = crlf("Content-Type: multipart/mixed; boundary=" + repeated);
    byte[] body = crlf("Content-Type: multipart/mixed; boundary=x\n\n" + repeated);
    assertFast(() -> new Rewriter(new FakeLinks(), ALL).message(header));
    assertFast(() -> new Rewriter(new FakeLinks(), ALL).message(value));
    assertFast(() -> new Rewriter(new FakeLinks(), ALL).message(body));
  }

  @Test
  void takesLinearTimeForAMailOf50Megabytes() {
    String part = html("", LINK + "<p>some text of a usual length</p>\r\n".repeat(100));
    byte[] filler =
        crlf(multipart("multipart/mixed", part, "\n" + "x y z\n".repeat(50 * MEGABYTE / 7)));
    assertFast(
        () ->
            assertThat(new Rewriter(new FakeLinks(), ALL).message(filler).report().changed())
                .isTrue());
    byte[] large =
        crlf(html("", LINK + "<p>some text of a usual length</p>\n".repeat(50 * MEGABYTE / 36)));
    assertFast(
        () ->
            assertThat(new Rewriter(new FakeLinks(), ALL).message(large).report().changed())
                .isTrue());
  }

  @Test
  void takesLinearTimeForBoundariesNested100Deep() {
    StringBuilder mail = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      mail.append("Content-Type: multipart/mixed; boundary=b%02d\n\n--b%02d\n".formatted(i, i));
    }
    byte[] bytes = crlf(mail + "\n" + "--b\n".repeat(2 * MEGABYTE));
    assertFast(() -> new Rewriter(new FakeLinks(), ALL).message(bytes));
  }

  /** A quadratic step over a megabyte would take far longer. */
  private static void assertFast(org.junit.jupiter.api.function.Executable run) {
    assertTimeout(Duration.ofSeconds(20), run);
  }
}
