package io.clickward.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.rewrite.Report;
import io.clickward.rewrite.Report.SkippedPart;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeftAloneTest {
  private static String sentence(String untouched, Map<String, Integer> links, String... parts) {
    List<SkippedPart> skipped =
        List.of(parts).stream().map(reason -> new SkippedPart("1", "text/html", reason)).toList();
    return new LeftAlone(new Report(false, untouched, 3, 0, links, 0, 100, 100, skipped, Map.of()))
        .sentence();
  }

  @Test
  void namesWhatHoldsForTheWholeMail() {
    assertThat(sentence("dkim-signed", Map.of()))
        .isEqualTo(
            "the mail was left as it is: dkim-signed; docs/reference/rewriting.md has the reasons");
  }

  @Test
  void namesEachReasonForWhichLinksAndPartsWereLeftOnce() {
    assertThat(sentence("", Map.of("not-http", 2, "opt-out", 1), "signed", "signed"))
        .contains("nothing to rewrite was found (not-http, opt-out, signed);");
    assertThat(sentence("", Map.of())).contains("no link was found;");
  }
}
