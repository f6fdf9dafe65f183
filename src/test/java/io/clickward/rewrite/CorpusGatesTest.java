package io.clickward.rewrite;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.clickward.rewrite.ExpectedParts.Wish;
import io.clickward.rewrite.MailFiles.Mail;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;

/** The gates over real mails, which lie beside the project and not in it. */
class CorpusGatesTest extends RewriteGates {
  @BeforeAll
  static void corpusIsAtHand() {
    assumeTrue(
        Files.isDirectory(MailFiles.CORPUS),
        "no corpus of real mails at " + MailFiles.CORPUS.toAbsolutePath().normalize());
  }

  @Override
  Map<Wish, Integer> partsMin() {
    return Map.of(Wish.REWRITE, 215, Wish.LEAVE, 6);
  }

  @Override
  List<Mail> mails() {
    return MailFiles.corpus();
  }
}
