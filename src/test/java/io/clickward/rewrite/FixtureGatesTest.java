package io.clickward.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.rewrite.MailFiles.Mail;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The gates over the mails that were written for this project. */
class FixtureGatesTest extends RewriteGates {
  @Override
  List<Mail> mails() {
    return MailFiles.fixtures();
  }

  @Test
  void everyFixtureIsExplained() throws IOException {
    String readme = Files.readString(MailFiles.FIXTURES.resolve("README.md"));
    assertThat(mails()).hasSizeGreaterThanOrEqualTo(64);
    assertThat(mails()).allMatch(mail -> readme.contains("| " + mail.name() + " | "));
  }
}
