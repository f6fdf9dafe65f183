package io.clickward.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.rewrite.ExpectedParts.Wish;
import io.clickward.rewrite.Judgement.Document;
import io.clickward.rewrite.MailFiles.Mail;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Documents that somebody sat on: whatever is cut out, doubled or put in, the rewriter sees the
 * same link targets as jsoup and changes nothing else.
 */
class MutatedMailsFuzzTest {
  private static final int RUNS_PER_MAIL = Integer.getInteger("fuzz.runs", 120);
  private static final int SLICE_MAX = 60;

  /** Within svg and math the tree says whether a title is text, and a tokenizer has no tree. */
  private static final Pattern FOREIGN = Pattern.compile("(?i)<(svg|math)[\\s/>]");

  /** Boundaries that mime4j reads otherwise: in pieces (RFC 2231), with a blank at either end. */
  private static final Pattern ODD_BOUNDARY =
      Pattern.compile("(?i)boundary\\*|boundary\\s*=\\s*\"(?:\\s|[^\"]*\\s\")");

  private static final List<String> SCRAPS =
      List.of(
          "<",
          ">",
          "\"",
          "'",
          "=",
          "/",
          "&",
          "&amp;",
          "&#10;",
          " ",
          "\n",
          "\t",
          "{",
          "}",
          "<a ",
          "<a href=",
          "</a>",
          "href=\"https://x.example.com/\"",
          "<area href=//x>",
          "<!--",
          "-->",
          "<!--[if mso]>",
          "<![endif]-->",
          "<![if !mso]>",
          "--!>",
          "<!",
          "<?",
          "</",
          "<title>",
          "</title>",
          "<style>",
          "</style>",
          "<textarea>",
          "</textarea>",
          "<script>",
          "</script>",
          "<!--<script",
          "<table>",
          "<tr>",
          "<td>",
          "</table>",
          "<p>",
          "</p>",
          "<b>",
          "</body>",
          "</html>",
          "\r\n",
          "\r\n\r\n",
          "--",
          "=",
          "=\r\n",
          "=3D",
          "<v:rect href='https://x.example.com/v'>",
          "<xmp>",
          "<iframe>");

  @Test
  void seesTheSameTargetsAsJsoupInBrokenDocuments() {
    judgeMutations(Mail::isHtml, FOREIGN, MutatedMailsFuzzTest::judgeDocuments);
  }

  @Test
  void changesNoOtherByteOfBrokenMessages() {
    judgeMutations(mail -> !mail.isHtml(), ODD_BOUNDARY, MutatedMailsFuzzTest::judgeMessage);
  }

  /** Mutations that match the pattern are not judged. Each mail has its own, whatever others do. */
  private static void judgeMutations(
      Predicate<Mail> seeds, Pattern except, Consumer<Judgement> judge) {
    for (Mail seed : MailFiles.fixtures().stream().filter(seeds).toList()) {
      Random random = new Random(seed.name().hashCode());
      for (int run = 0; run < RUNS_PER_MAIL; run++) {
        String mutated = mutate(MailFiles.latin1(seed.bytes()), random);
        if (!except.matcher(mutated).find()) {
          String name = "mutation " + run + " of " + seed.name();
          judgeNamed(new Mail(name, MailFiles.latin1(mutated)), judge);
        }
      }
    }
  }

  private static void judgeNamed(Mail mail, Consumer<Judgement> judge) {
    try {
      Judgement judgement = Judgement.of(mail, RewriteGates.ALL, "text/html");
      assertThat(judgement.rewritten().report().untouched()).isNotEqualTo("internal-error");
      judge.accept(judgement);
    } catch (AssertionError e) {
      String text = MailFiles.latin1(mail.bytes());
      throw new AssertionError(mail + "\n" + text + "\n" + e.getMessage(), e);
    }
  }

  private static void judgeDocuments(Judgement judgement) {
    judgement.judged().stream()
        .filter(RewriteGates::isFramesetFree)
        .forEach(RewriteGates::assertTracksWhatTheRulesName);
  }

  /** A broken message may well be left alone. What is changed of it is as sound as ever. */
  private static void judgeMessage(Judgement judgement) {
    byte[] before = judgement.mail().bytes();
    assertThat(new Undoing(before, judgement.rewritten().bytes()).undone())
        .isEqualTo(MailFiles.latin1(before));
    for (Document document : judgement.documents()) {
      assertThat(document.changed() && document.wish() == Wish.LEAVE).isFalse();
      if (document.changed() && document.wish() == Wish.REWRITE) {
        Alignment.of(document);
      }
    }
  }

  private static String mutate(String seed, Random random) {
    StringBuilder mutated = new StringBuilder(seed);
    for (int i = random.nextInt(4); i >= 0; i--) {
      int from = random.nextInt(mutated.length() + 1);
      int to = Math.min(mutated.length(), from + random.nextInt(SLICE_MAX));
      switch (random.nextInt(3)) {
        case 0 -> mutated.delete(from, to);
        case 1 -> mutated.insert(from, mutated.substring(from, to));
        default -> mutated.insert(from, SCRAPS.get(random.nextInt(SCRAPS.size())));
      }
    }
    return mutated.toString();
  }
}
