package io.clickward.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlRewriteTest {
  private static final RewriteOptions CLICKS = skipping("own.example", ".corp.example");

  private final FakeLinks links = new FakeLinks();

  /** Clicks alone, but for these hosts. */
  private static RewriteOptions skipping(String... hosts) {
    return new RewriteOptions(
        true,
        false,
        false,
        false,
        false,
        true,
        Set.of(hosts),
        RewriteOptions.LargePart.PIXEL_AT_END);
  }

  private Rewritten rewrite(String html) {
    return new Rewriter(links, CLICKS).html(html.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Rewritten rewritten) {
    return new String(rewritten.bytes(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<a href=\"@\">x</a>",
        "<a href='@'>x</a>",
        "<A HREF=@>x</A>",
        "<a/href=\"@\"/>",
        "<a\nclass=b\r\nhref\t=\n\"@\"\n>",
        "<a title=\"a>b\" href=\"@\">",
        "<area shape=rect href=\"@\">",
        "<!--[if mso]><v:roundrect xmlns:v=\"urn\" href=\"@\" arcsize=\"9%\"><![endif]-->",
        "<!--[IF gte mso 9]><V:rect HREF='@'></V:rect><![endif]-->",
        "<![if !mso]><a href=\"@\">x</a><![endif]>",
        "<!--[if !mso]><!--><a href=\"@\">x</a><!--<![endif]-->",
        "<!--[if !mso]>--><a href=\"@\">x</a><!--<![endif]-->",
        "<!--><a href=\"@\">",
        "<!---><a href=\"@\">",
        "<!-- a --!><a href=\"@\">",
        "<!-- a -- > --><a href=\"@\">",
        "<![CDATA[ > <a href=\"@\">",
        "</ x><a href=\"@\">",
        "</><a href=\"@\">",
        "<?xml version=\"1.0\"?><a href=\"@\">",
        "<style>a{}</style ><a href=\"@\">",
        "<script>'<!--<script></script>'--></script><a href=\"@\">",
        "<script><!--></script><a href=\"@\">",
        "a < b <a href=\"@\">",
        "<noscript><a href=\"@\">x</a></noscript>",
        "<a href=\"@\" href=\"http://second.example/\">",
        "<a =\"x\" href=\"@\">",
      })
  void replacesTheValueAndNothingElse(String html) {
    Rewritten rewritten = rewrite(html.replace("@", "http://a.example/b"));
    assertThat(text(rewritten)).isEqualTo(html.replace("@", "https://links.example/c/0-1"));
    assertThat(links.destinations).containsExactly("http://a.example/b");
    assertThat(rewritten.report().linksSeen()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!-- <a href=\"@\"> -->",
        "<!--[if mso <a href=\"@\"> -->",
        "<!-- [if mso]> <a href=\"@\"> -->",
        "<!--[if mso]><!-- <a href=\"@\"> -->",
        "<script><a href=\"@\"></script>",
        "<script><!--<script></script><a href=\"@\">--></script>",
        "<style><a href=\"@\"></style>",
        "<TITLE><a href=\"@\"></TITLE>",
        "<textarea></textarea-x><a href=\"@\"></textarea>",
        "<xmp><a href=\"@\"></xmp>",
        "<iframe><a href=\"@\"></iframe>",
        "<noembed><a href=\"@\"></noembed>",
        "<noframes><a href=\"@\"></noframes>",
        "<plaintext><a href=\"@\"></plaintext>",
        "<link href=\"@\">",
        "<base href=\"@\">",
        "<form action=\"@\">",
        "<img src=\"@\">",
        "<svg xlink:href=\"@\">",
        "<a data-href=\"@\">",
        "<abbr href=\"@\">",
        "<v href=\"@\">",
        "</a href=\"@\">",
        "<a href=\"@",
        "<a href=\"@\"",
        "<!doctype html \"<a href=@>",
        "<?php echo <a href=@",
        "text http://a.example/b text",
      })
  void seesNoLinkWhereABrowserSeesNone(String html) {
    Rewritten rewritten = rewrite(html.replace("@", "http://a.example/b"));
    assertThat(rewritten.report().linksSeen()).isZero();
    assertThat(rewritten.report().changed()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "http://a.example/?b=1&amp;c=2|http://a.example/?b=1&c=2",
        "http://a.example/?b=1&c=2|http://a.example/?b=1&c=2",
        "http://a.example/?a=1&copy=2&reg=3|http://a.example/?a=1&copy=2&reg=3",
        "http://a.example/&para;&#x41;&#66;&#038;|http://a.example/\u00B6AB&",
        "  http://a.example/ |http://a.example/",
        "&#32;http://a.example/&Tab;x&NewLine;|http://a.example/x",
        "HTTP://A.example:80/ b|HTTP://A.example:80/ b",
        "https://u:p@a.example/|https://u:p@a.example/",
        "https://b\u00FCcher.example/\u00FC|https://b\u00FCcher.example/\u00FC",
        "http://[2001:db8::1]/|http://[2001:db8::1]/",
      })
  void sealsTheDecodedTarget(String value, String target) {
    rewrite("<a href=\"" + value + "\">");
    assertThat(links.destinations).containsExactly(target);
  }

  @ParameterizedTest
  @CsvSource({
    "mailto:a@b.example, not-http",
    "tel:+1, not-http",
    "#top, not-http",
    "'', not-http",
    "//a.example/, not-http",
    "/relative, not-http",
    "hhttp://a.example/, not-http",
    "http&#383;://a.example/, not-http",
    "ht&#xFF54;p://a.example/, not-http",
    "https+notrack://a.example/, not-http",
    "javascript:x(), not-http",
    "http://, empty-host",
    "https:///x, empty-host",
    "http://?x, empty-host",
    "{{url}}, placeholder",
    "http://a.example/{{ x }}, placeholder",
    "http://a.example/{% x %}, placeholder",
    "http://a.example/*|X|*, placeholder",
    "http://a.example/%%x%%, placeholder",
    "http://a.example/[[x]], placeholder",
    "http://a.example/${x}, placeholder",
    "http://a.example/<%x%>, placeholder",
    "http://a.example/{x}, placeholder",
    "http://a.example/?u={$user.name|default:, placeholder",
    "http://a.example/?u=<c:out value=, placeholder",
    "http://a.example/?u=<?= $u[, placeholder",
    "http://a.example/?hash=%recipient.hash%, placeholder",
    "http://a.example/?d=%DATE%&x=1, placeholder",
    "http://a.example/?e=[% member:email %], placeholder",
    "http://a.example/?e=<eloqua type='emailfield'/>, placeholder",
    "http://a.example/?e=~~eloqua..type--emailfield..syntax--EmailAddress..encodeFor--url~~, placeholder",
    "http://a.example/?e=%7B%7Bemail%7d%7d, placeholder",
    "http://a.example/*%7CEMAIL%7C*, placeholder",
    "http://a.example/preference-center?t=1, unsubscribe",
    "http://a.example/newsletter/abmeldung, unsubscribe",
    "http://a.example/d%C3%A9sinscription, unsubscribe",
    "http://a.example/désabonnement, unsubscribe",
    "http://a.example/D%C3%89SINSCRIPTION, unsubscribe",
    "http://a.example/preferencias, unsubscribe",
    "http://a.example/gestisci-preferenze, unsubscribe",
    "http://a.example/préférences, unsubscribe",
    "http://a.example/nyhetsbrev/avmelding, unsubscribe",
    "http://a.example/wypisz, unsubscribe",
    "http://a.example/odhlásit, unsubscribe",
    "http://a.example/%D0%BE%D1%82%D0%BF%D0%B8%D1%81%D0%B0%D1%82%D1%8C%D1%81%D1%8F, unsubscribe",
    "http://a.example/%E9%85%8D%E4%BF%A1%E5%81%9C%E6%AD%A2, unsubscribe",
    "http://a.example/un%73ubscribe?100%, unsubscribe",
    "https://links.example/c/abc, already-tracked",
    "https://LINKS.example.:443/c/abc, already-tracked",
    "https://a.example/Unsubscribe?x, unsubscribe",
    "https://own.example/, skip-host",
    "https://a.corp.example/, skip-host",
  })
  void leavesTheLinkAndSaysWhy(String value, String reason) {
    Rewritten rewritten = rewrite("<a href=\"" + value + "\">");
    assertThat(rewritten.report().linksSkipped()).isEqualTo(Map.of(reason, 1));
    assertThat(rewritten.report().changed()).isFalse();
    assertThat(rewritten.report().untouched()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "poslanci-odhlasovali-zakon",
        "\u043f\u043e\u0442\u043f\u0438\u0441\u0430\u043d-\u0443\u0433\u043e\u0432\u043e\u0440",
        "preventa-preferencial",
        "wypis-z-rejestru"
      })
  void tracksWhatOnlyResemblesUnsubscribing(String path) {
    assertThat(rewrite("<a href=\"http://a.example/" + path + "\">").report().linksSkipped())
        .isEmpty();
  }

  @Test
  void readsAHostOfAMillionLabelsAtOnce() {
    String html = "<a href=\"http://" + "\u00E9.".repeat(1_000_000) + "/\">";
    Rewritten rewritten = assertTimeoutPreemptively(Duration.ofSeconds(30), () -> rewrite(html));
    assertThat(rewritten.report().linksSkipped()).isEqualTo(Map.of("too-long", 1));
  }

  private static RewriteOptions options(boolean clicks, boolean finalMail, boolean skipVisible) {
    return new RewriteOptions(
        clicks,
        false,
        false,
        finalMail,
        skipVisible,
        false,
        Set.of(),
        RewriteOptions.LargePart.PIXEL_AT_END);
  }

  private Report report(RewriteOptions options, String html) {
    return new Rewriter(links, options).html(html.getBytes(StandardCharsets.UTF_8)).report();
  }

  @Test
  void takesBracesForCharactersWhenTheMailIsFinal() {
    String html =
        "<a href=\"http://a.example/?q={x}\"><a href=\"http://{{host}}/\"><a href=\"{{x}}\">";
    Report report = report(options(true, true, false), html);
    assertThat(report.linksSkipped()).isEqualTo(Map.of("placeholder", 1, "not-http", 1));
    assertThat(links.destinations).containsExactly("http://a.example/?q={x}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a.example/?q=%7B%22a%22%3A%7B%22b%22%3A1%7D%7D",
        "http://a.example/100%25/x%5B%5D=1",
        "http://a.example/~~a/a[]=1",
        "http://a.example/?q=1&lt;2&amp;r=a%3Cb",
      })
  void tracksATargetWhoseBracketsAndPercentSignsAreNoPlaceholder(String value) {
    assertThat(rewrite("<a href=\"" + value + "\">").report().linksRewritten()).isEqualTo(1);
  }

  @Test
  void leavesAllLinksWhereClicksAreOff() {
    String html = "<a href=\"http://a.example/\"><a href=\"http://a.example/unsubscribe\">";
    assertThat(report(options(false, false, false), html).linksSkipped())
        .isEqualTo(Map.of("mode-none", 2));
  }

  @Test
  void leavesAnchorsWhoseTextIsAUrlWhenAsked() {
    String html =
        "<a href=\"http://a.example/\">www.a.example</a><a href=\"http://b.example/\">www b</a>";
    assertThat(report(options(true, false, true), html).linksSkipped())
        .isEqualTo(Map.of("visible-url", 1));
    assertThat(links.destinations).containsExactly("http://b.example/");
  }

  @Test
  void leavesATargetThatNoRequestLineHolds() {
    String html = "<a href=\"http://a.example/" + "x".repeat(TargetRules.TARGET_BYTES_MAX) + "\">";
    assertThat(report(options(true, false, false), html).linksSkipped())
        .isEqualTo(Map.of("too-long", 1));
  }

  @ParameterizedTest
  @CsvSource({
    "b\u00FCcher.example, http://b\u00FCcher.example/",
    "B\u00DCCHER.example, http://xn--bcher-kva.example/",
    "xn--bcher-kva.EXAMPLE, http://b\u00FCcher.example./",
    "a.example., http://A.example/",
    ".b\u00FCcher.example, http://www.b\u00FCcher.example/",
    ".Example., http://a.example/",
    ".\u0440\u0444, http://a.\u0440\u0444/",
    ".XN--P1AI, http://a.\u0440\u0444/",
    "stra\u00DFe.example, http://STRA\u00DFE.example/",
    "xn--strae-oqa.example, http://stra\u00DFe.example/",
    "stra\u00DFe.example, http://xn--strae-oqa.example/",
  })
  void skipsAHostHoweverTheOptionSpellsIt(String skipped, String url) {
    RewriteOptions options = skipping(skipped);
    assertThat(report(options, "<a href=\"" + url + "\">").linksSkipped())
        .isEqualTo(Map.of("skip-host", 1));
    assertThat(report(options, "<a href=\"http://other.test/\">").linksRewritten()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clicktracking=off",
        "ClickTracking=\"OFF\"",
        "data-msys-clicktrack=\"0\"",
        "ses:no-track",
        "data-pm-no-track",
        "mc:disable-tracking",
        "mautic:disable-tracking=\"true\"",
        "disable-tracking=true",
        "data-disable-tracking=\"true\"",
        "data-msys-unsubscribe=\"1\"",
      })
  void obeysEveryProvidersOptOut(String attribute) {
    Rewritten rewritten = rewrite("<a href=\"http://a.example/\" " + attribute + ">");
    assertThat(rewritten.report().linksSkipped()).isEqualTo(Map.of("opt-out", 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!--[if mso]><v:rect href=\"http://a.example/\"><![endif]--><a href=\"http://a.example/\" @</a>",
        "<a href=\"http://a.example/\" @</a><!--[if mso]><a href=\"http://a.example/\">x</a><![endif]-->",
      })
  void leavesOutlooksCopyOfALinkThatIsLeft(String html) {
    RewriteOptions options = options(true, false, true);
    String other =
        "<a href=\"http://b.example/\">b</a><!--[if mso]><v:rect href=\"http://b.example/\"><![endif]-->";
    assertThat(
            report(options, html.replace("@", "ses:no-track>www.a.example") + other).linksSkipped())
        .isEqualTo(Map.of("opt-out", 2));
    assertThat(report(options, html.replace("@", ">www.a.example") + other).linksSkipped())
        .isEqualTo(Map.of("visible-url", 2));
    assertThat(links.destinations).containsExactly("http://b.example/", "http://b.example/");
  }

  @Test
  void anOptOutHoldsForTheNearestLinkOfOutlooksCopyOnly() {
    String html =
        "<a href=\"http://a.example/\">x</a><!--[if mso]><v:rect href=\"http://a.example/\"><![endif]-->"
            + "<a href=\"http://a.example/\" ses:no-track>x</a>";
    Report report = report(options(true, false, false), html);
    assertThat(report.linksSkipped()).isEqualTo(Map.of("opt-out", 2));
    assertThat(report.linksRewritten()).isEqualTo(1);
  }

  @Test
  void numbersEachOccurrenceAndKnowsTheTotalBeforeSealing() {
    String html = "<a href=http://a.example/><a href=http://b.example/><a href=http://a.example/>";
    assertThat(text(rewrite(html)))
        .isEqualTo(
            "<a href=https://links.example/c/0-3><a href=https://links.example/c/1-3>"
                + "<a href=https://links.example/c/2-3>");
  }

  @Test
  void givesOutlooksCopyOfAButtonTheIndexOfTheButton() {
    String html =
        "<!--[if mso]><v:rect href=\"http://a.example/\"><![endif]--><a href=\"http://a.example/\">"
            + "<!--[if mso]><v:rect href=\"http://a.example/\"><![endif]--><a href=\"http://a.example/\">"
            + "<!--[if mso]><v:rect href=\"http://a.example/\"><a href=\"http://b.example/\"><![endif]-->";
    Rewritten rewritten = rewrite(html);
    assertThat(links.destinations).hasSize(3);
    assertThat(rewritten.report().linksRewritten()).isEqualTo(6);
    assertThat(text(rewritten).replaceAll("[^-0-9]*/c/([0-9]).*?(?=/c/|$)", "$1"))
        .endsWith("001112");
  }

  @Test
  void readsNamesAndTags() {
    Rewritten rewritten =
        rewrite(
            "<a href=http://a.example/ data-msys-linkname=\"Top &amp; first\" ses:tags=\"a:1;b:2;\">");
    assertThat(rewritten.links()).hasSize(1);
    assertThat(rewritten.links().getFirst().name()).isEqualTo("Top & first");
    assertThat(rewritten.links().getFirst().tags()).isEqualTo(Map.of("a", "1", "b", "2"));
  }

  @Test
  void cutsALongNameBetweenCharacters() {
    assertThat(nameOf("\u20AC".repeat(40))).isEqualTo("\u20AC".repeat(21));
    String smile = "\uD83D\uDE00";
    for (int before = 57; before <= 63; before++) {
      String start = "x".repeat(before);
      assertThat(nameOf(start + smile + smile)).isEqualTo(start + (before <= 59 ? smile : ""));
    }
  }

  private String nameOf(String linkName) {
    String html = "<a href=http://a.example/ data-msys-linkname=\"" + linkName + "\">";
    return rewrite(html).links().getFirst().name();
  }

  @Test
  void countsAnchorsWhoseTextIsAUrl() {
    Rewritten rewritten = rewrite("<a href=\"http://a.example/\"> <b>http://</b>a.example </a>");
    assertThat(rewritten.report().warnings()).containsOnlyKeys("visible-url");
    assertThat(rewritten.report().warnings().get("visible-url")).contains("tracking domain: 1;");
    assertThat(rewritten.report().linksRewritten()).isEqualTo(1);
  }

  @Test
  void leavesALinkWhoseBytesDoNotDecode() {
    byte[] html = "<a href=\"http://a.example/\u00E4\">".getBytes(StandardCharsets.ISO_8859_1);
    Rewritten rewritten = new Rewriter(links, CLICKS).html(html);
    assertThat(rewritten.report().linksSkipped()).isEqualTo(Map.of("undecodable", 1));
    assertThat(rewritten.bytes()).isSameAs(html);
  }

  /** The bytes are of the charset that counts, and no UTF-8 where that is another one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<meta charset=windows-1252>|E9|\u00E9",
        "<META http-equiv=content-type content='text/html;charset = \"iso-8859-1\"'>|80|\u20AC",
        "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb2312\">|D6D0|\u4E2D",
        "<meta name=x content='charset=koi8-r'><meta charset=x-none><meta charset=gbk>|D6D0|\u4E2D",
        "<!--<meta charset=koi8-r>--><!--[if mso]><meta charset=koi8-r><![endif]--><meta charset=gbk>|D6D0|\u4E2D",
        "<meta charset=utf-8><meta charset=gbk>|C3A9|\u00E9",
      })
  void decodesATargetAsTheDocumentSaysWhereNothingElseDoes(String head, String octets, String to) {
    rewriteBehind(head, octets);
    assertThat(links.destinations).containsExactly("http://a.example/" + to);
  }

  /** Readers who believe the tag open another page than those who take the bytes for UTF-8. */
  @ParameterizedTest
  @CsvSource({
    "<meta charset=gb2312>, CDBC",
    "<meta charset=windows-1252>, C3A9",
    "<meta charset=utf-8>, E9",
    "<meta charset=utf-16>, E9",
    "<meta charset=x-none>, E9",
  })
  void leavesATargetWhoseCharsetIsInDoubt(String head, String octets) {
    assertThat(rewriteBehind(head, octets).report().linksSkipped())
        .isEqualTo(Map.of("undecodable", 1));
  }

  /** Rewrites a link with these bytes behind a head. */
  private Rewritten rewriteBehind(String head, String octets) {
    String path = MailFiles.latin1(HexFormat.of().parseHex(octets));
    String html = head + "<a href=\"http://a.example/" + path + "\">";
    return new Rewriter(links, CLICKS).html(MailFiles.latin1(html));
  }

  @Test
  void leavesEverythingWhenTheWriterBreaksItsContract() {
    LinkWriter broken =
        new LinkWriter() {
          @Override
          public String click(int index, int total, byte[] destination) {
            return "https://links.example/?a=\"b\"";
          }

          @Override
          public String open(int total) {
            return "https://links.example/o/1";
          }

          @Override
          public boolean isTracked(String host) {
            return false;
          }
        };
    Rewritten rewritten =
        new Rewriter(broken, CLICKS)
            .html("<a href=http://a.example/>".getBytes(StandardCharsets.UTF_8));
    assertThat(rewritten.report().untouched()).isEqualTo("unsafe-link");
    assertThat(rewritten.links()).isEqualTo(List.of());
  }
}
