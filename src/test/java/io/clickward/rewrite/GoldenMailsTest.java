package io.clickward.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.MessageRecord.LinkRecord;
import io.clickward.rewrite.MailFiles.Mail;
import io.clickward.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fixture as it leaves the rewriter, and its report, byte for byte. */
class GoldenMailsTest {
  private static final String GOLDEN = "rewrite/golden/";

  static List<Mail> mails() {
    return MailFiles.fixtures();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mails")
  void aMailComesOutAsItsGoldenFileSays(Mail mail) {
    RecordedLinks links = new RecordedLinks();
    Rewritten rewritten = mail.rewrite(links, RewriteOptions.DEFAULT);
    Golden.assertMatches(GOLDEN + mail.name(), rewritten.bytes());
    Golden.assertMatches(GOLDEN + mail.name() + ".report.txt", report(rewritten, links));
  }

  @Test
  void plainTextComesOutAsItsGoldenFileSays() {
    RewriteOptions plainText =
        new RewriteOptions(
            true, true, true, false, false, true, Set.of(), RewriteOptions.LargePart.PIXEL_AT_END);
    for (Mail mail : mails()) {
      if (mail.name().startsWith("39-") || mail.name().startsWith("62-")) {
        RecordedLinks links = new RecordedLinks();
        Rewritten rewritten = mail.rewrite(links, plainText);
        String name = GOLDEN + "plain-text/" + mail.name();
        Golden.assertMatches(name, rewritten.bytes());
        Golden.assertMatches(name + ".report.txt", report(rewritten, links));
      }
    }
  }

  @Test
  void noGoldenFileIsLeftOver() throws IOException {
    Set<String> names = mails().stream().map(Mail::name).collect(Collectors.toSet());
    try (Stream<Path> files = Files.walk(Path.of("src/test/resources", GOLDEN))) {
      assertThat(files.filter(Files::isRegularFile))
          .allMatch(f -> names.contains(f.getFileName().toString().replace(".report.txt", "")));
    }
  }

  private static String report(Rewritten rewritten, RecordedLinks links) {
    Report report = rewritten.report();
    StringBuilder text = new StringBuilder();
    line(text, "changed", report.changed());
    line(text, "untouched", report.untouched());
    line(text, "linksSeen", report.linksSeen());
    line(text, "linksRewritten", report.linksRewritten());
    line(text, "linksSkipped", new TreeMap<>(report.linksSkipped()));
    line(text, "pixels", report.pixels());
    line(text, "bytesBefore", report.bytesBefore());
    line(text, "bytesAfter", report.bytesAfter());
    report.partsSkipped().forEach(part -> line(text, "partSkipped", part));
    new TreeMap<>(report.warnings()).forEach((k, v) -> line(text, "warning " + k, v));
    rewritten.links().forEach(link -> line(text, "link", name(link)));
    links.asked().forEach(a -> line(text, "sealed " + a.index(), a.destination()));
    return text.toString();
  }

  private static String name(LinkRecord link) {
    return link.index() + " " + link.name() + " " + new TreeMap<>(link.tags());
  }

  private static void line(StringBuilder text, String name, Object value) {
    text.append(name).append(": ").append(value).append('\n');
  }
}
