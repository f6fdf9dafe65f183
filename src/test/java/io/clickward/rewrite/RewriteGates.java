package io.clickward.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.rewrite.Alignment.Link;
import io.clickward.rewrite.ExpectedParts.Wish;
import io.clickward.rewrite.HtmlOracle.Target;
import io.clickward.rewrite.Judgement.Document;
import io.clickward.rewrite.MailFiles.Mail;
import io.clickward.rewrite.MimeOracle.Leaf;
import io.clickward.rewrite.MimeOracle.Message;
import io.clickward.rewrite.RecordedLinks.Asked;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.jsoup.Jsoup;
import org.jsoup.nodes.TextNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What must be true of every mail: a link target may change and a pixel may be added, and nothing
 * else. jsoup and mime4j judge; the rules are written a second time in {@link ExpectedLinks} and
 * {@link ExpectedParts}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(RewriteGates.NamedFailures.class)
abstract class RewriteGates {
  /** Everything that may be rewritten is: what a policy would leave is left to other tests. */
  static final RewriteOptions ALL =
      new RewriteOptions(
          true, true, false, false, false, false, Set.of(), RewriteOptions.LargePart.PIXEL_AT_END);

  private static final RewriteOptions WITH_TEXT =
      new RewriteOptions(
          true, true, true, false, false, false, Set.of(), RewriteOptions.LargePart.PIXEL_AT_END);

  /** RFC 5322 section 2.1.1 and RFC 2045 section 6.7, without the line break. */
  static final int LINE_OCTETS_MAX = 998;

  private static final int QUOTED_PRINTABLE_OCTETS_MAX = 76;

  private static final Pattern CRLF = Pattern.compile("\r\n");
  private static final Pattern BARE_LF = Pattern.compile("(?<!\r)\n");
  private static final Pattern BARE_CR = Pattern.compile("\r(?!\n)");

  /** What may stand behind the pixel; behind an end tag, what somebody put there. */
  private static final Pattern END = Pattern.compile("(?is)\\s*|</(?:body|html)[\\s/>].*");

  private static final Pattern FRAMESET = Pattern.compile("(?i)<frameset[\\s/>]");

  /** Says in a failure's first line which mail it is about. */
  static final class NamedFailures implements TestExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext test, Throwable failure) {
      throw new AssertionError(test.getDisplayName() + ": " + failure.getMessage(), failure);
    }
  }

  private final Map<String, Judgement> judgements = new HashMap<>();

  abstract List<Mail> mails();

  /** How many HTML parts at least there is a wish for: of the others either outcome is right. */
  abstract Map<Wish, Integer> partsMin();

  private Judgement judge(Mail mail) {
    return judgements.computeIfAbsent(mail.name(), _ -> Judgement.of(mail, ALL, "text/html"));
  }

  /** Documents whose markup both readers understand. */
  private List<Document> documents(Mail mail) {
    return judge(mail).judged().stream().filter(RewriteGates::isFramesetFree).toList();
  }

  /**
   * Parsers that build trees drop what a frameset document has outside of its frames; no mail
   * program shows one.
   */
  static boolean isFramesetFree(Document document) {
    return !FRAMESET.matcher(document.before()).find();
  }

  @Test
  void isInDoubtAboutFewParts() {
    Map<Wish, Long> parts =
        mails().stream()
            .flatMap(mail -> judge(mail).documents().stream())
            .filter(document -> document.type().equals("text/html"))
            .collect(Collectors.groupingBy(Document::wish, Collectors.counting()));
    System.out.println("HTML parts by what is to become of them: " + parts);
    partsMin()
        .forEach(
            (wish, min) ->
                assertThat(parts.getOrDefault(wish, 0L))
                    .as("%s", wish)
                    .isGreaterThanOrEqualTo(min.longValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mails")
  void changesLinkTargetsAndThePixelAndNothingElse(Mail mail) {
    for (Document document : documents(mail)) {
      Alignment.of(document);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mails")
  void tracksExactlyTheTargetsThatTheRulesName(Mail mail) {
    documents(mail).forEach(RewriteGates::assertTracksWhatTheRulesName);
  }

  static void assertTracksWhatTheRulesName(Document document) {
    Alignment found = Alignment.of(document);
    List<Target> targets = HtmlOracle.targets(document.before());
    SoftAssertions all = new SoftAssertions();
    for (Link link : found.links()) {
      all.assertThat(tracked(document, targets, link.target())).as("tracked: " + link).isPresent();
    }
    for (Target target : found.left()) {
      all.assertThat(tracked(document, targets, target)).as("left: " + target).isEmpty();
    }
    all.assertAll();
  }

  private static Optional<String> tracked(Document document, List<Target> targets, Target target) {
    return ExpectedLinks.isCopyOfOptOut(target, targets, document.charset())
        ? Optional.empty()
        : ExpectedLinks.tracked(target, document.charset(), document.listUnsubscribe());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mails")
  void leavesTheDocumentTreeAsItWas(Mail mail) {
    for (Document document : documents(mail)) {
      Map<String, String> values = Alignment.of(document).values();
      List<String> before =
          HtmlOracle.outline(Jsoup.parse(document.before()), ExpectedLinks::clean);
      assertThat(treeWithoutPixel(document, values)).isEqualTo(before);
    }
  }

  private static List<String> treeWithoutPixel(Document document, Map<String, String> values) {
    org.jsoup.nodes.Document tree = Jsoup.parse(document.after());
    tree.select("img").stream()
        .filter(i -> RecordedLinks.PIXEL.matcher(i.outerHtml()).matches())
        .limit(Alignment.of(document).pixels())
        .toList()
        .forEach(i -> i.replaceWith(new TextNode(Alignment.placeholder(document))));
    return HtmlOracle.outline(tree, url -> values.getOrDefault(url, ExpectedLinks.clean(url)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mails")
  void canBeUndoneByteForByte(Mail mail) {
    for (Document document : documents(mail)) {
      assertThat(Alignment.of(document).undone()).isEqualTo(document.before());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mails")
  void changesNothingTheSecondTime(Mail mail) {
    for (RewriteOptions options : List.of(ALL, RewriteOptions.DEFAULT)) {
      byte[] once = mail.rewrite(new RecordedLinks(), options).bytes();
      Rewritten twice = mail.rewrite(new RecordedLinks(), options, once);
      assertThat(MailFiles.latin1(twice.bytes())).isEqualTo(MailFiles.latin1(once));
      assertThat(twice.report().changed()).as(twice.report().toString()).isFalse();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mails")
  void asksForExactlyTheDestinationsThatABrowserWouldOpen(Mail mail) {
    Judgement judgement = judge(mail);
    Map<String, String> destinations = judgement.links().destinations();
    for (Document document : documents(mail)) {
      for (Link link : Alignment.of(document).links()) {
        assertThat(destinations.get(link.url()))
            .isEqualTo(ExpectedLinks.destination(link.target(), document.charset()).orElseThrow());
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mails")
  void numbersLinksWithoutGaps(Mail mail) {
    List<Asked> asked = judge(mail).links().asked();
    int[] indexes = asked.stream().mapToInt(Asked::index).distinct().sorted().toArray();
    for (int i = 0; i < indexes.length; i++) {
      assertThat(indexes[i]).isEqualTo(i);
    }
    assertThat(asked).allMatch(a -> a.total() == indexes.length);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mails")
  void addsOnePixelToAMailThatHasHtml(Mail mail) {
    Judgement judgement = judge(mail);
    if (documents(mail).size() < judgement.judged().size()) {
      return; // a frameset document has no place where it would show
    }
    long had = documents(mail).stream().filter(d -> hasPixel(d.before())).count();
    long added = documents(mail).stream().mapToInt(d -> Alignment.of(d).pixels()).sum();
    boolean wanted = documents(mail).stream().anyMatch(RewriteGates::hasPlaceForPixel);
    if (had == 0 && wanted) {
      assertThat(added).isEqualTo(1);
    }
    if (added > 0) {
      assertThat(added).isEqualTo(1);
      assertThat(judgement.documents().stream().filter(d -> showsPixel(d.after())).count())
          .as("documents in which a parser sees the pixel")
          .isEqualTo(1);
    }
    assertThat(judgement.rewritten().report().pixels()).isEqualTo((int) added);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mails")
  void putsThePixelWhereTheAuthorOrTheEndIs(Mail mail) {
    for (Document document : documents(mail)) {
      if (Alignment.of(document).pixels() > 0 && Alignment.placeholder(document).isEmpty()) {
        Matcher pixel = RecordedLinks.PIXEL.matcher(document.after());
        assertThat(pixel.find()).isTrue();
        assertThat(document.after().substring(pixel.end())).matches(END);
      }
    }
  }

  /**
   * Whether an element that is added at the end is one, and not the rest of what was never closed.
   */
  private static boolean hasPlaceForPixel(Document document) {
    boolean open = Jsoup.parse(document.before() + "<i id=last>").select("i#last").isEmpty();
    return document.wish() == Wish.REWRITE && !open;
  }

  private static boolean hasPixel(String html) {
    return html.contains(RecordedLinks.HOST + "/o/");
  }

  private static boolean showsPixel(String html) {
    return Jsoup.parse(html).select("body img[src]").stream()
        .anyMatch(i -> RecordedLinks.PIXEL.matcher(i.outerHtml()).matches());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mails")
  void leavesPartsThatAreNotToBeRewritten(Mail mail) {
    for (Document document : judge(mail).documents()) {
      if (document.wish() == Wish.LEAVE) {
        assertThat(document.after()).isEqualTo(document.before());
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mails")
  void changesNoRawByteOutsideOfTheRewrittenBodies(Mail mail) {
    if (!mail.isHtml()) {
      Judgement judgement = judge(mail);
      byte[] output = judgement.rewritten().bytes();
      String undone = new Undoing(mail.bytes(), output).undone();
      assertThat(undone).isEqualTo(MailFiles.latin1(mail.bytes()));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mails")
  void keepsLinesAsShortAsTheyWere(Mail mail) {
    if (!mail.isHtml()) {
      List<Leaf> before = MimeOracle.read(mail.bytes()).leaves();
      List<Leaf> after = MimeOracle.read(judge(mail).rewritten().bytes()).leaves();
      for (int i = 0; i < before.size(); i++) {
        boolean encoded = after.get(i).encoding().equals("quoted-printable");
        int max = encoded ? QUOTED_PRINTABLE_OCTETS_MAX : LINE_OCTETS_MAX;
        assertThat(longestLine(after.get(i)))
            .isLessThanOrEqualTo(Math.max(max, encodedLength(before.get(i), after.get(i))));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mails")
  void bringsInNoLineEndOfAnotherKind(Mail mail) {
    String before = MailFiles.latin1(mail.bytes());
    String after = MailFiles.latin1(judge(mail).rewritten().bytes());
    for (Pattern kind : List.of(CRLF, BARE_LF, BARE_CR)) {
      assertThat(kind.matcher(after).find() && !kind.matcher(before).find())
          .as("%s", kind)
          .isFalse();
    }
  }

  /** How long a line may be because one was as long before; none was in a new encoding. */
  private static int encodedLength(Leaf before, Leaf after) {
    return before.encoding().equals(after.encoding()) ? longestLine(before) : 0;
  }

  private static int longestLine(Leaf leaf) {
    return MailFiles.latin1(leaf.raw()).lines().mapToInt(String::length).max().orElse(0);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mails")
  void mime4jReadsTheSameMessageButForTheRewrittenBodies(Mail mail) {
    if (!mail.isHtml()) {
      Message before = MimeOracle.read(mail.bytes());
      Message after = MimeOracle.read(judge(mail).rewritten().bytes());
      assertThat(after.leaves()).hasSameSizeAs(before.leaves());
      for (int i = 0; i < before.leaves().size(); i++) {
        Leaf old = before.leaves().get(i);
        Leaf now = after.leaves().get(i);
        assertThat(now.within()).isEqualTo(old.within());
        assertThat(now.type()).isEqualTo(old.type());
        assertThat(now.charset()).isEqualTo(old.charset());
        if (ExpectedParts.wish(old, "text/html") == Wish.LEAVE) {
          assertThat(now.raw()).isEqualTo(old.raw());
          assertThat(now.header()).isEqualTo(old.header());
        }
      }
    }
  }

  /** A destination in plain text is what stood there, so it can be put back. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("mails")
  void changesUrlsInPlainTextAndNothingElse(Mail mail) {
    if (!mail.isHtml()) {
      Judgement judgement = Judgement.of(mail, WITH_TEXT, "text/plain");
      Map<String, String> destinations = judgement.links().destinations();
      for (Document document : judgement.documents()) {
        if (document.type().equals("text/plain")) {
          assertThat(document.wish() == Wish.LEAVE && document.changed()).isFalse();
          assertThat(
                  List.of(
                      text(document, destinations, document.charset()),
                      text(document, destinations, "UTF-8")))
              .contains(document.before());
        }
      }
    }
  }

  private static String text(Document document, Map<String, String> destinations, String charset) {
    return RecordedLinks.CLICK
        .matcher(document.after())
        .replaceAll(
            url -> {
              byte[] was = destinations.get(url.group()).getBytes(Charset.forName(charset));
              return Matcher.quoteReplacement(MailFiles.latin1(was));
            });
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mails")
  void leavesAWholeMailAloneForTheReasonItHas(Mail mail) {
    Report report = judge(mail).rewritten().report();
    String reason = mail.isHtml() ? "" : closed(mail.bytes());
    if (!reason.isEmpty()) {
      assertThat(report.untouched()).isNotEmpty();
    }
    if (!report.untouched().isEmpty()) {
      assertThat(judge(mail).rewritten().bytes()).isSameAs(mail.bytes());
      assertThat(report.untouched()).isEqualTo(reason);
    }
  }

  private static String closed(byte[] message) {
    return ExpectedParts.closed(MimeOracle.read(message), MailFiles.latin1(message));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mails")
  void reportsWhatItDid(Mail mail) {
    Judgement judgement = judge(mail);
    Report report = judgement.rewritten().report();
    int links = 0;
    for (Document document : documents(mail)) {
      links += Alignment.of(document).links().size();
    }
    assertThat(report.linksRewritten()).isEqualTo(links);
    int skipped = report.linksSkipped().values().stream().mapToInt(Integer::intValue).sum();
    assertThat(report.linksSeen()).isEqualTo(report.linksRewritten() + skipped);
    assertThat(report.bytesBefore()).isEqualTo(mail.bytes().length);
    assertThat(report.bytesAfter()).isEqualTo(judgement.rewritten().bytes().length);
    assertThat(report.changed())
        .isEqualTo(
            !MailFiles.latin1(mail.bytes())
                .equals(MailFiles.latin1(judgement.rewritten().bytes())));
    assertThat(new ArrayList<>(judgement.rewritten().links()))
        .hasSize((int) judgement.links().asked().stream().map(Asked::index).distinct().count());
  }
}
