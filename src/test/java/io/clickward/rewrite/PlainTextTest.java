package io.clickward.rewrite;

import static io.clickward.rewrite.Mails.ALL;
import static io.clickward.rewrite.Mails.crlf;
import static io.clickward.rewrite.Mails.withoutCr;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {
  private static final String HEADER = "Subject: s\nContent-Type: text/plain; format=flowed\n\n";
  private final FakeLinks links = new FakeLinks();

  private Rewritten rewrite(String text) {
    return new Rewriter(links, ALL).message(crlf(HEADER + text));
  }

  /** The URL stands between the bars. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "|http://a.example/|",
        "see |HTTPS://a.example/b?c=d&amp;e| now",
        "see |http://a.example/|.",
        "(|http://a.example/|)",
        "|http://a.example/b_(c)|!?",
        "(see |http://a.example/b_(c)|)...",
        "<|http://a.example/b.|>.",
        "<|http://a.example/b|>c",
        "\"|http://a.example|\", x",
        "[|http://a.example/|]\n\n> quoted http://b.example/\n-- \nhttp://c.example/",
        "|http://a.example/|\n-----BEGIN PGP PUBLIC KEY BLOCK-----\nhttp://b.example/\n",
        "URL:|http://a.example/|\nhttps+notrack://b.example/ xhttp://c.example/ https:/ http",
      })
  void rewritesTheUrlAndNothingElse(String text) {
    Rewritten rewritten = rewrite(text.replace("|", ""));
    assertThat(withoutCr(rewritten))
        .isEqualTo(HEADER + text.replaceAll("\\|[^|]*\\|", "https://links.example/c/0-1"));
    assertThat(links.destinations).containsExactly(text.split("\\|", -1)[1]);
    assertThat(rewritten.report().linksSeen()).isEqualTo(1);
  }

  /** Each URL stands between two bars. */
  private void assertTracksEach(String text) {
    String[] pieces = text.split("\\|", -1);
    StringBuilder expected = new StringBuilder(HEADER);
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < pieces.length; i++) {
      if (i % 2 == 0) {
        expected.append(pieces[i]);
      } else {
        expected.append("https://links.example/c/").append(urls.size() + "-" + pieces.length / 2);
        urls.add(pieces[i]);
      }
    }
    Rewritten rewritten = rewrite(text.replace("|", ""));
    assertThat(withoutCr(rewritten)).isEqualTo(expected.toString());
    assertThat(links.destinations).isEqualTo(urls);
    assertThat(rewritten.report().linksSeen()).isEqualTo(urls.size());
    assertThat(new Rewriter(links, ALL).message(rewritten.bytes()).report().changed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a href=\"|http://a.example/|\">x</a>",
        "<a href='|http://a.example/|'>|http://a.example/|</a>",
        "[|http://a.example/|](|http://b.example/(c)|)",
        "[x](|http://a.example/|)",
        "\"|http://a.example/|\",\"|http://b.example/|\"",
        "|http://a.example/|,|http://b.example/,x|",
        "`|http://a.example/|`",
        "|http://a.example/|>x",
        "|http://a.example/|<b>x</b>",
        "<|http://a.example/?u=1,http://b.example/|>",
        "|http://a.example/?u=http://b.example/,c|",
        "**[Shop now](|https://shop.example/sale|)**",
        "_[x](|https://a.example/b_(c)|)_, and [y](|https://b.example/|)\\",
        "~~(see [|https://a.example/|].)~~ [{|http://b.example/|}]-",
        "*|https://a.example/|* **|https://b.example/|.** _|https://c.example/d_e|_",
        "**_|https://a.example/|_**",
        "a:|https://a.example/| (b:|https://b.example/|) _ |https://c.example/|",
      })
  void endsAUrlAtAngleBracketsAndQuotes(String text) {
    assertTracksEach(text);
  }

  /** These URLs have a bar in them or behind them, so the new one stands between sharps. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[Home](#https://a.example/#)| b",
        "| #https://a.example/#| b |",
        "|#https://a.example/b|c#|",
      })
  void endsAUrlBeforeTheBarOfATable(String text) {
    Rewritten rewritten = rewrite(text.replace("#", ""));
    assertThat(withoutCr(rewritten))
        .isEqualTo(HEADER + text.replaceAll("#.*#", "https://links.example/c/0-1"));
  }

  /** Some readers take what follows into the URL, and some do not. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[a](https://a.example/)[b]",
        "(https://a.example/)x",
        "https://a.example/b)c)",
        "https://a.example/*",
        "https://a.example/b_ c",
        "**See https://a.example/**",
        "(https://a.example/b_)",
      })
  void leavesAUrlWhoseEndIsUnclear(String text) {
    Rewritten rewritten = rewrite(text + " http://b.example/");
    assertThat(rewritten.report().linksSkipped()).isEqualTo(Map.of("broken-line", 1));
    assertThat(links.destinations).containsExactly("http://b.example/");
    assertThat(new Rewriter(links, ALL).message(rewritten.bytes()).report().changed()).isFalse();
  }

  /** Thunderbird ends these before the hyphen or the bracket. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Read https://a.example/terms[1]. ok",
        "https://a.example[1]",
        "https://a.example/?a[]=1",
        "https://u@[2001:db8::1]/",
        "https://[2001:db8::1]/[x]",
        "https://a.example/sale- now",
        "(https://a.example/sale-), https://a.example/sale--.",
      })
  void leavesAUrlThatEndsInAHyphenOrHasASquareBracket(String text) {
    Rewritten rewritten = rewrite(text + " http://b.example/");
    assertThat(rewritten.report().linksSkipped()).containsOnlyKeys("broken-line");
    assertThat(links.destinations).containsExactly("http://b.example/");
    assertThat(new Rewriter(links, ALL).message(rewritten.bytes()).report().changed()).isFalse();
  }

  @Test
  void tracksAUrlWithHyphensAndBracketsWhoseEndIsClear() {
    assertTracksEach("<|https://a.example/terms[1]|> <|https://a.example/sale-|>");
    links.destinations.clear();
    assertTracksEach("|https://[2001:db8::1]/a-b|, [|https://b.example/|]- ok");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://a.example/?e=*|EMAIL|*",
        "_https://a.example/?e=*|EMAIL|*_",
        "[a](https://a.example/){.button}"
      })
  void aPlaceholderIsToldBeforeAnUnclearEnd(String text) {
    assertThat(rewrite(text).report().linksSkipped()).isEqualTo(Map.of("placeholder", 1));
  }

  /** With a new URL in it, the address would lead elsewhere or nowhere. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "www.facebook.com/sharer/sharer.php?u=https://shop.example/p1",
        "myapp://open?url=https://a.example/x",
        "mailto:a@b.example?body=https://a.example/",
        "mailto:a@b.example?https://a.example/",
        "www.archive.example/web/https://a.example/",
        "www.a.example/?a=1&http://b.example/",
        "www.a.example/#http://b.example/",
        "www.a.example/~http://b.example/",
        "www.a.example/%http://b.example/",
        "a@http://b.example/",
        "\\\\a\\http://b.example/",
      })
  void leavesALargerAddressAsItIs(String text) {
    Rewritten rewritten = rewrite(text);
    assertThat(rewritten.report().changed()).isFalse();
    assertThat(rewritten.report().linksSeen()).isZero();
  }

  @Test
  void tracksBothUrlsOfOutlooksTextLinks() {
    assertTracksEach("Visit |https://example.com|<|https://example.com/|> now");
    links.destinations.clear();
    assertTracksEach("Visit our shop<|https://example.com/|>, |https://example.com|.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "http://a.example/[[data-msys-clicktrack=\"0\"]] # opt-out",
        "see http://a.example/.[[data-msys-clicktrack=\"0\"]]. # opt-out",
        "<http://a.example/[[data-msys-clicktrack=\"0\"]]> # opt-out",
        "<http://a.example/>[[data-msys-clicktrack=\"0\"]] # opt-out",
        "(\"http://a.example/\")[[data-msys-clicktrack=\"0\"]] # opt-out",
        "http://a.example/<%= x %> # placeholder",
        "http://a.example/<?= $x ?> # placeholder",
        "http://a.example/?u=<$mt:Email$> # placeholder",
        "http://a.example/?e=<eloqua type='emailfield'/> # placeholder",
        "http://a.example/?e=[% email %] # placeholder",
        "http://a.example/{{x \"y\"}} # placeholder",
        "http://a.example/?u={$user.name|default:\"x\"} # placeholder",
        "http://a.example/?u={user[\"id\"]} # placeholder",
        "http://a.example/\u00E4 # undecodable",
        "http://a.example/{{x}} # placeholder",
        "http://a.example/unsubscribe # unsubscribe",
        "https://links.example/c/x # already-tracked",
      })
  void leavesTheUrlAndSaysWhy(String text, String reason) {
    Rewritten rewritten = rewrite(text);
    assertThat(rewritten.report().linksSkipped()).isEqualTo(Map.of(reason, 1));
    assertThat(rewritten.report().changed()).isFalse();
  }

  @Test
  void leavesAUrlThatALineBreakMayHaveCut() {
    String url = "http://a.example/" + "x".repeat(55);
    assertThat(rewrite(url + "\nabc").report().linksSkipped()).isEqualTo(Map.of("broken-line", 1));
    assertThat(rewrite(url + "\n\nabc").report().linksRewritten()).isEqualTo(1);
    assertThat(rewrite(url + "\n abc").report().linksRewritten()).isEqualTo(1);
    assertThat(rewrite(url).report().linksRewritten()).isEqualTo(1);
    assertThat(rewrite(url + " x\nabc").report().linksRewritten()).isEqualTo(1);
    assertThat(rewrite("http://a.example/\nabc").report().linksRewritten()).isEqualTo(1);
  }

  @Test
  void countsCharactersAndNotBytesOfALineThatMayBeBroken() {
    String url = " http://a.example/" + "x".repeat(40);
    assertThat(rewrite("\u00FC".repeat(20) + url + "\nabc").report().linksSkipped())
        .isEqualTo(Map.of("broken-line", 1));
    assertThat(rewrite("\u20AC".repeat(20) + url + "\nabc").report().linksSkipped())
        .isEqualTo(Map.of("broken-line", 1));
    assertThat(rewrite("\u00FC".repeat(5) + url + "\nabc").report().linksRewritten()).isEqualTo(1);
    assertThat(rewrite("\u00FC".repeat(80) + url + "\nabc").report().linksRewritten()).isEqualTo(1);
    byte[] latin1 = (HEADER + "\u00FC".repeat(20) + url + "\nabc").getBytes(ISO_8859_1);
    assertThat(new Rewriter(links, ALL).message(latin1).report().linksSkipped())
        .isEqualTo(Map.of("broken-line", 1));
  }

  /** The URL of the first line would be another one in a program that puts the lines together. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "see http://a.example/first/ \nsecond.html",
        "see http://a.example/first/ \n second.html",
        "see http://a.example/first, \n\u00FCber",
        "(http://a.example/first \nsecond)",
        "http://b.example/ http://a.example/first/ \nsecond",
      })
  void leavesAUrlThatFlowsOnIntoTheNextLine(String text) {
    String flowed = HEADER.replace("flowed", "Flowed; DelSp=YES") + text;
    Rewritten rewritten = new Rewriter(links, ALL).message(crlf(flowed));
    assertThat(rewritten.report().linksSkipped()).isEqualTo(Map.of("broken-line", 1));
    assertThat(new Rewriter(links, ALL).message(rewritten.bytes()).report().changed()).isFalse();
    assertThat(rewrite(text).report().linksSkipped()).isEmpty();
    String fixed = flowed.replace("Flowed", "fixed");
    assertThat(new Rewriter(links, ALL).message(crlf(fixed)).report().linksSkipped()).isEmpty();
  }

  /** To a reader who puts the lines together, the second URL is a piece of the first address. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "~see http://a.example/?u= \nhttp://b.example/x",
        "~see http://a.example/b- \nhttp://b.example/x",
        "~see www.share.example/?u= \nhttp://b.example/x",
        "~see www.share.example/?u= \n http://b.example/x",
        "~www.share.example/ \nb?u= \nhttp://b.example/x",
        "<http://a.example/?u=\nhttp://b.example/x>",
        "<http://a.example/?u= \n http://b.example/?v=\n\thttp://b.example/y>",
        "^http://a.example/?u=\nhttps://shop.example/p1",
        "^www.share.example/?u=\nhttps://shop.example/p1",
        "^http://c.example/ www.share.example/?u=\nhttps://shop.example/p1",
      })
  void leavesAUrlThatContinuesAnAddressOfTheLineBefore(String text) {
    int length = text.indexOf('\n') - 1;
    String header = text.startsWith("~") ? HEADER.replace("flowed", "flowed; delsp=yes") : HEADER;
    String filler = text.startsWith("^") ? "x".repeat(75 - length - 1) + " " : "";
    String body = filler + text.replaceFirst("^[~^]", "") + "\nand http://c.example/";
    Rewritten rewritten = new Rewriter(links, ALL).message(crlf(header + body));
    assertThat(links.destinations).containsExactly("http://c.example/");
    assertThat(withoutCr(rewritten))
        .isEqualTo(header + body.replaceAll("and http.*", "and https://links.example/c/0-1"));
    assertThat(new Rewriter(links, ALL).message(rewritten.bytes()).report().changed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "~see this? \n\nhttp://b.example/",
        "~see this?  \nhttp://b.example/",
        "~see this:\nhttp://b.example/",
        "~see this: \nhttp://b.example/",
        "~> see this? \nhttp://b.example/",
        "see this? \nhttp://b.example/",
        "see www.share.example/?u=\nhttp://b.example/",
        "^and would you not like to see this?\nhttp://b.example/",
        "^www.share.example/?u=\n http://b.example/",
        "^http://a.example/page\nhttp://b.example/",
        "<http://a.example/\n\nhttp://b.example/\n> quoted",
      })
  void tracksAUrlThatContinuesNothing(String text) {
    int length = text.indexOf('\n') - 1;
    String header = text.startsWith("~") ? HEADER.replace("flowed", "flowed; delsp=yes") : HEADER;
    String filler = text.startsWith("^") ? "x".repeat(75 - length - 1) + " " : "";
    new Rewriter(links, ALL).message(crlf(header + filler + text.replaceFirst("^[~^]", "")));
    assertThat(links.destinations).containsExactly("http://b.example/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "see http://a.example/ ",
        "see http://a.example/ \n",
        "see http://a.example/ \n\nb",
        "see http://a.example/  \nb",
        "see http://a.example/\nb",
        "see http://a.example/ \n  b",
        "see http://a.example/ \n> b",
        "see <http://a.example/> \nb",
        "see http://a.example/ b \nc",
      })
  void tracksAUrlThatEndsWhereverLinesFlow(String text) {
    String flowed = HEADER.replace("flowed", "flowed; delsp=yes") + text;
    Report report = new Rewriter(links, ALL).message(crlf(flowed)).report();
    assertThat(report.linksSkipped()).isEmpty();
    assertThat(report.linksRewritten()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "see <http://a.example/first/\nsecond.html> ok",
        "see <http://a.example/first/ \n second.html> ok",
        "see <URL:http://a.example/first/\nsecond/\n\tthird> ok",
        "see <http://a.example/first/\n >",
      })
  void leavesAUrlWhoseAngleBracketClosesOnAnotherLine(String text) {
    Rewritten rewritten = rewrite(text + " http://b.example/ <http://c.example/>");
    assertThat(rewritten.report().linksSkipped()).isEqualTo(Map.of("broken-line", 1));
    assertThat(links.destinations).containsExactly("http://b.example/", "http://c.example/");
    assertThat(new Rewriter(links, ALL).message(rewritten.bytes()).report().changed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<http://a.example/\nand <b>",
        "<http://a.example/ the shop>",
        "<http://a.example/\nnever closed",
        "< http://a.example/\nb>",
      })
  void tracksAUrlWhoseAngleBracketIsNone(String text) {
    assertThat(rewrite(text).report().linksRewritten()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ")",
        "]",
        "})",
        ".)",
        ",http://a.b/",
        ")http://a.b/",
        "<http://a.b/",
        "*",
        ")*http://a.b/",
        "_http://a.b/",
        "](http://a.b/)",
        "=http://a.b/"
      })
  void readsAMillionClosingBracketsAtOnce(String piece) {
    String text = "http://a.example/" + piece.repeat(1_000_000 / piece.length());
    Duration generous = Duration.ofSeconds(30);
    Rewritten rewritten = assertTimeoutPreemptively(generous, () -> rewrite(text));
    assertThat(rewritten.report().untouched()).isNotEqualTo("internal-error");
  }

  /**
   * The URL stands between the bars, behind characters that end in an ASCII letter or backslash.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Shift_JIS; \u30BD|http://a.example/|",
        "Shift_JIS; \u8868\u30BD|http://a.example/| \uFF71|http://b.example/|",
        "Shift_JIS; ahttp://c.example/ \uFF71ahttp://c.example/ \u30BDahttp://c.example/",
        "gb2312; \u4E02|http://a.example/|",
        "gb18030; \uD840\uDC00|http://a.example/|",
        "big5; \u529F|http://a.example/|",
        "euc-kr; \uAC02|http://a.example/|",
        "euc-jp; \u30BD|http://a.example/|",
        "utf-8; \u30BD|http://a.example/|",
      })
  void seesAUrlBehindACharacterWhoseSecondByteIsALetter(String label, String text) {
    String header = "Content-Type: text/plain; charset=" + label + "\r\n\r\n";
    Charset charset = Charset.forName(label.replace("gb2312", "gbk"));
    charset = label.equals("euc-kr") ? Charset.forName("x-windows-949") : charset;
    byte[] mail = (header + text.replace("|", "")).getBytes(charset);
    Rewritten rewritten = new Rewriter(links, ALL).message(mail);
    assertThat(new String(rewritten.bytes(), charset).replaceAll("/c/[0-9-]+", "/c/"))
        .isEqualTo(header + text.replaceAll("\\|[^|]+\\|", "https://links.example/c/"));
  }

  /** In Shift_JIS, bytes 83 68 are one character, and what is behind it is no scheme. */
  @Test
  void seesNoUrlThatBeginsWithinACharacter() {
    byte[] mail =
        "Content-Type: text/plain; charset=Shift_JIS\r\n\r\n\u0083http://a.example/"
            .getBytes(ISO_8859_1);
    assertThat(new Rewriter(links, ALL).message(mail).report().linksSeen()).isZero();
  }

  @Test
  void isLeftAloneUnlessAskedFor() {
    Rewritten rewritten =
        new Rewriter(links, RewriteOptions.DEFAULT).message(crlf(HEADER + "http://a.example/"));
    assertThat(rewritten.report().changed()).isFalse();
    assertThat(rewritten.report().partsSkipped()).hasSize(1);
  }
}
