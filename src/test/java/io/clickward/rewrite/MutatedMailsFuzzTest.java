package io.clickward.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.rewrite.ExpectedParts.Wish;
import io.clickward.rewrite.Judgement.Document;
import io.clickward.rewrite.MailFiles.Mail;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Documents that somebody sat on: whatever is cut out, doubled or put in, the rewriter sees the
 * same link targets as jsoup and changes nothing else.
 */
class MutatedMailsFuzzTest {
  private static final int RUNS = Integer.getInteger("fuzz.runs", 6_000);
  private static final int SLICE_MAX = 60;

  /** Within svg and math the tree says whether a title is text, and a tokenizer has no tree. */
  private static final Pattern FOREIGN = Pattern.compile("(?i)<(svg|math)[\\s/>]");

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
    List<Mail> documents = MailFiles.fixtures().stream().filter(Mail::isHtml).toList();
    Random random = new Random(42);
    for (int run = 0; run < RUNS; run++) {
      Mail seed = documents.get(random.nextInt(documents.size()));
      judge(seed, mutate(MailFiles.latin1(seed.bytes()), random), run);
    }
  }

  @Test
  void changesNoOtherByteOfBrokenMessages() {
    List<Mail> messages =
        MailFiles.fixtures().stream().filter(MutatedMailsFuzzTest::isForMime4j).toList();
    Random random = new Random(7);
    for (int run = 0; run < RUNS; run++) {
      Mail seed = messages.get(random.nextInt(messages.size()));
      String mutated = mutate(MailFiles.latin1(seed.bytes()), random);
      Mail mail = new Mail("mutation " + run + " of " + seed.name(), MailFiles.latin1(mutated));
      try {
        Judgement judgement = Judgement.of(mail, RewriteGates.ALL, "text/html");
        byte[] rewritten = judgement.rewritten().bytes();
        assertThat(new Undoing(mail.bytes(), rewritten).undone()).isEqualTo(mutated);
        for (Document document : judgement.judged()) {
          assertThat(document.wish()).isNotEqualTo(Wish.LEAVE);
          if (document.wish() == Wish.REWRITE && document.changed()) {
            Alignment.of(document);
          }
        }
      } catch (AssertionError e) {
        throw new AssertionError(mail + "\n" + mutated + "\n" + e.getMessage(), e);
      }
    }
  }

  /** mime4j does not know RFC 2231. */
  private static boolean isForMime4j(Mail mail) {
    return !mail.isHtml() && !MailFiles.latin1(mail.bytes()).contains("boundary*");
  }

  private static void judge(Mail seed, String mutated, int run) {
    Mail mail = new Mail("mutation " + run + " of " + seed.name(), MailFiles.latin1(mutated));
    try {
      for (Document document : Judgement.of(mail, RewriteGates.ALL, "text/html").judged()) {
        if (RewriteGates.isFramesetFree(document) && !FOREIGN.matcher(mutated).find()) {
          RewriteGates.assertTracksWhatTheRulesName(document);
        }
      }
    } catch (AssertionError e) {
      throw new AssertionError(mail + "\n" + mutated + "\n" + e.getMessage(), e);
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
