package io.clickward.rewrite;

import static io.clickward.rewrite.Mails.ALL;
import static io.clickward.rewrite.Mails.bytes;
import static io.clickward.rewrite.Mails.crlf;
import static io.clickward.rewrite.Mails.html;
import static io.clickward.rewrite.Mails.multipart;
import static io.clickward.rewrite.Mails.text;
import static io.clickward.rewrite.Mails.withoutCr;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.rewrite.RewriteOptions.LargePart;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PixelTest {
  private static final String PIXEL =
      "<img src=\"https://links.example/o/0\" width=\"1\" height=\"1\" alt=\"\" style=\"border:0\">";
  private static final String LONG = "x".repeat(Pixel.GMAIL_BYTES_MAX);

  private final FakeLinks links = new FakeLinks();

  private static RewriteOptions options(boolean opens, LargePart largePart) {
    return new RewriteOptions(true, opens, false, false, false, true, Set.of(), largePart);
  }

  private Rewritten rewrite(String document) {
    return new Rewriter(links, ALL).html(bytes(document));
  }

  private Rewritten rewrite(String document, LargePart largePart) {
    return new Rewriter(links, options(true, largePart)).html(bytes(document));
  }

  /** The bar shows where the pixel belongs. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html><body>x|</body></html>",
        "<HTML><BODY>x|</BODY\n></HTML>",
        "<body>a</body><body>b|</body>",
        "<body>x|</body><!-- </body> --><script></body></script>",
        "<body>x|</body><!--[if mso]></body><![endif]-->",
        "<body>x|</html>\n",
        "<p>x</p>|\r\n\r\n",
        "|",
        "<body>x|{{clickward:open}}y</body>",
        "<body>x|{{ses:openTracker}}y</body>",
        "<body title=\"{{clickward:open}}\"><!-- {{clickward:open}} -->x|</body>",
      })
  void standsWhereItsAuthorOrTheBodyEndsSays(String document) {
    Rewritten rewritten = rewrite(document.replace("|", ""));
    assertThat(text(rewritten)).isEqualTo(document.replaceAll("\\|(\\{\\{[a-zA-Z:]+}})?", PIXEL));
    assertThat(rewritten.report().pixels()).isEqualTo(1);
    assertThat(text(new Rewriter(links, ALL).html(rewritten.bytes()))).isEqualTo(text(rewritten));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<p>x</p><!-- never closed </body>",
        "<p>x</p><style> never closed </body>",
        "<p>x</p><a href=\"never closed </body>",
        "<p>x</p><plaintext></body>",
        "<p>x</p></",
      })
  void isNotAddedWhereItWouldBeSwallowed(String document) {
    Rewritten rewritten = rewrite(document);
    assertThat(rewritten.report().changed()).isFalse();
    assertThat(rewritten.report().warnings()).containsOnlyKeys("pixel-missing");
  }

  @Test
  void isNotAddedToAMailThatHasOne() {
    String other = "<IMG height=1 width='1' src=https://links.example/o/other>";
    assertThat(rewrite("<body>" + other + "</body>").report().pixels()).isZero();
    assertThat(rewrite("<body>" + other + "</body>").report().warnings()).isEmpty();
    assertThat(rewrite("<img src=https://links.example/logo.png>").report().pixels()).isEqualTo(1);
    assertThat(rewrite("<img src=https://a.example/ width=1 height=1>").report().pixels())
        .isEqualTo(1);
  }

  @Test
  void isNotAddedToTextOrWhereOpensAreOff() {
    Rewritten plain = new Rewriter(links, ALL).message(crlf("Subject: x\n\nhi\n"));
    assertThat(plain.report().pixels()).isZero();
    assertThat(plain.report().warnings()).containsOnlyKeys("pixel-missing");
    Rewritten off =
        new Rewriter(links, options(false, LargePart.PIXEL_AT_END))
            .html(bytes("<body>{{clickward:open}}</body>"));
    assertThat(off.report().pixels()).isZero();
    assertThat(off.report().changed()).isFalse();
    assertThat(off.report().warnings()).containsOnlyKeys("pixel-placeholder");
  }

  @Test
  void replacesOnePlaceholderAndNamesTheOthers() {
    Rewritten rewritten = rewrite("{{clickward:open}}{{ses:openTracker}}");
    assertThat(text(rewritten)).isEqualTo(PIXEL + "{{ses:openTracker}}");
    assertThat(rewritten.report().warnings()).containsOnlyKeys("pixel-placeholder");
    assertThat(rewritten.report().warnings().get("pixel-placeholder")).contains("as text: 1.");
  }

  @Test
  void goesIntoTheFirstOfSeveralHtmlParts() {
    String mail = multipart("multipart/mixed", html("", "<p>1"), html("", "<p>2"));
    assertThat(withoutCr(new Rewriter(links, ALL).message(crlf(mail))))
        .isEqualTo(mail.replace("<p>1", "<p>1" + PIXEL));
  }

  @Test
  void goesIntoThePartWithThePlaceholder() {
    String mail =
        multipart("multipart/mixed", html("", "<p>1"), html("", "<p>{{clickward:open}}2"));
    assertThat(withoutCr(new Rewriter(links, ALL).message(crlf(mail))))
        .isEqualTo(mail.replace("{{clickward:open}}", PIXEL));
  }

  @ParameterizedTest
  @EnumSource(LargePart.class)
  void obeysTheOptionForLargeParts(LargePart option) {
    String head =
        "<body><div style=\"DISPLAY: none\"><i>pre</i>view<br></div><div> <p>Hi <b>you</b>";
    String document = head + "</p></div>" + LONG + "</body>";
    String shortOne = head + "</p></div></body>";
    Rewritten rewritten = rewrite(document, option);
    assertThat(text(rewritten).replace(LONG, ""))
        .isEqualTo(
            switch (option) {
              case PIXEL_AT_END -> shortOne.replace("</body>", PIXEL + "</body>");
              case PIXEL_AFTER_FIRST_TEXT -> shortOne.replace("</p>", PIXEL + "</p>");
              case NO_PIXEL -> shortOne;
            });
    assertThat(rewritten.report().warnings()).containsKey("gmail-clips");
    assertThat(rewritten.report().warnings().containsKey("pixel-missing"))
        .isEqualTo(option == LargePart.NO_PIXEL);
  }

  /** The bar shows where the pixel belongs. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<div style=\"display:none\"><span>preview</span></div><p>Hi|</p>",
        "<div style='display:none'><div><div>a</div>b</div>c<br>d</DIV ><p>Hi|</p>",
        "<div style=display:none><p>a<li>b<td>c</div><div>Hi|</div>",
        "<DIV style=\"display: none\"/>a<b>b</b></div><td>Hi|</td>",
        "<img style=\"display:none\">Hi|</p>",
        "<BR style=display:none>Hi|</p>",
        "<p style=display:none>preview<p>Hi|</p>",
        "<p style=display:none>a<b>b</b></p><p>Hi|</p>",
        "<p>Hi<span style=display:none><h1>x</h1></span>|</p>",
        "<p>Hi<div style=display:none>x</div>|</p>",
        "<!--[if mso]><div style=display:none><![endif]--><p>Hi|</p>",
        "<div style=display:none>a<!--[if mso]></div><![endif]-->b</div><p>Hi|</p>",
      })
  void comesBehindTextThatIsShown(String document) {
    Rewritten rewritten =
        rewrite(document.replace("|", "") + LONG, LargePart.PIXEL_AFTER_FIRST_TEXT);
    assertThat(text(rewritten).replace(LONG, "")).isEqualTo(document.replace("|", PIXEL));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&nbsp;",
        "&#160;&NBSP; \n&#xA0;",
        "&zwnj;&#8204;&#x200C;&#8203;&#847;&shy;",
        "\u00A0 \u00A0"
      })
  void doesNotTakeANoBreakSpaceForText(String blank) {
    String spacer = "<table><tr><td height=20>" + blank + "</td></tr></table>";
    String document = "<body>" + spacer + "<div>" + blank + "Hi" + blank + "|</div>";
    Rewritten rewritten =
        rewrite(document.replace("|", "") + LONG, LargePart.PIXEL_AFTER_FIRST_TEXT);
    assertThat(text(rewritten).replace(LONG, "")).isEqualTo(document.replace("|", PIXEL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"&nbsp;x", "&amp;", "&#1601;", "\u00A1", "&"})
  void takesWhatShowsForText(String shown) {
    String document = "<div>" + shown + "|</div><p>Hi</p>";
    Rewritten rewritten =
        rewrite(document.replace("|", "") + LONG, LargePart.PIXEL_AFTER_FIRST_TEXT);
    assertThat(text(rewritten).replace(LONG, "")).isEqualTo(document.replace("|", PIXEL));
  }

  @Test
  void countsTheSizeWithTheNewLinks() {
    String document =
        "<a href=\"http://a.example/\">" + "x".repeat(Pixel.GMAIL_BYTES_MAX - 80) + "</a>";
    assertThat(rewrite(document, LargePart.NO_PIXEL).report().pixels()).isEqualTo(1);
    Rewritten grown =
        new Rewriter(FakeLinks.long140(), options(true, LargePart.NO_PIXEL)).html(bytes(document));
    assertThat(grown.report().pixels()).isZero();
  }
}
