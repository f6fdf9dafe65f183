package io.clickward.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.rewrite.ExpectedParts.Wish;
import io.clickward.rewrite.MailFiles.Mail;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The gates over the mails that were written for this project. */
class FixtureGatesTest extends RewriteGates {
  @Override
  Map<Wish, Integer> partsMin() {
    return Map.of(Wish.REWRITE, 90, Wish.LEAVE, 19);
  }

  @Override
  List<Mail> mails() {
    return Stream.concat(MailFiles.fixtures().stream(), MailFiles.large().stream()).toList();
  }

  @Test
  void everyFixtureIsExplained() throws IOException {
    String readme = Files.readString(MailFiles.FIXTURES.resolve("README.md"));
    assertThat(MailFiles.fixtures()).hasSizeGreaterThanOrEqualTo(64);
    assertThat(MailFiles.fixtures()).allMatch(mail -> readme.contains("| " + mail.name() + " | "));
  }
}
