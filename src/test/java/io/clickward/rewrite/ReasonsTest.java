package io.clickward.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference page lists every reason, and none that is not there. */
class ReasonsTest {
  private static final Path PAGE = Path.of("docs/reference/rewriting.md");
  private static final Pattern ROW = Pattern.compile("\\| `([a-z-]+)` \\|.*");

  @Test
  void documentsEveryReason() throws IOException {
    assertThat(rows("Links that are left alone")).isEqualTo(words(LinkReason.values()));
    assertThat(rows("Parts that are not looked at")).isEqualTo(words(PartReason.values()));
    assertThat(rows("Mails that go through untouched")).isEqualTo(words(MailReason.values()));
    assertThat(rows("Warnings")).isEqualTo(words(Warning.values()));
  }

  private static List<String> words(Enum<?>[] constants) {
    return Stream.of(constants).map(Words::of).toList();
  }

  private static List<String> rows(String heading) throws IOException {
    String page = Files.readString(PAGE);
    String section = page.substring(page.indexOf("## " + heading));
    int next = section.indexOf("\n## ");
    return (next < 0 ? section : section.substring(0, next))
        .lines()
        .map(ROW::matcher)
        .filter(row -> row.matches())
        .map(row -> row.group(1))
        .toList();
  }
}
