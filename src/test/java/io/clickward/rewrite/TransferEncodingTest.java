package io.clickward.rewrite;

import static io.clickward.rewrite.Mails.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransferEncodingTest {
  private static final TransferEncoding QP = new QuotedPrintable();

  private static String decoded(TransferEncoding encoding, String encoded) {
    return new String(
        encoding.decode(encoded.getBytes(StandardCharsets.ISO_8859_1)).orElseThrow(),
        StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "a=3Db|a=b",
        "a=3db|a=b",
        "a=~~b|ab",
        "a= \t~~b|ab",
        "a=~b|ab",
        "a  ~~b|a~~b",
        "a  |a",
        "a  b|a  b",
        "a=|a",
        "a=3|a=3",
        "a=3Gb|a=3Gb",
        "a==3D|a==",
        "a=20~~b|a ~~b",
      })
  void decodesQuotedPrintableAsMailProgramsDo(String encoded, String decoded) {
    assertThat(decoded(QP, breaks(encoded))).isEqualTo(breaks(decoded));
  }

  private static String breaks(String text) {
    return text.replace("~~", "\r\n").replace('~', '\n');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "ab=~~cdef|2|4|ab=~~XYef",
        "abc=~~def|2|4|abXYef",
        "abcd=~~ef|2|4|abXY=~~ef",
        "ab=63=64ef|2|4|abXYef",
        "ab  ~~cd|2|2|abXY  ~~cd",
        "ab|2|2|abXY",
        "ab=|2|2|abXY=",
        "''|0|0|XY",
      })
  void splicesQuotedPrintableInItsRawLines(String encoded, int start, int end, String after) {
    List<Replacement> change = List.of(new Replacement(start, end, bytes("XY")));
    byte[] spliced = QP.splice(bytes(breaks(encoded)), change, LineBreak.CRLF);
    assertThat(spliced).asString().isEqualTo(breaks(after));
  }

  @Test
  void breaksSoftlyAroundALongUrlOnly() {
    String before = "x".repeat(60) + "<a href=3D\"@\">y</a>\n" + "z".repeat(76) + "\n";
    String decoded = before.replace("=3D", "=");
    int at = decoded.indexOf('@');
    byte[] url = bytes("https://links.example/c/" + "-".repeat(120));
    byte[] after =
        QP.splice(bytes(before), List.of(new Replacement(at, at + 1, url)), LineBreak.LF);
    assertThat(new String(after, StandardCharsets.US_ASCII))
        .isEqualTo(
            "x".repeat(60)
                + "<a href=3D\"http=\ns://links.example/c/"
                + "-".repeat(55)
                + "=\n=2D"
                + "-".repeat(64)
                + "\">y</a>\n"
                + "z".repeat(76)
                + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "-"})
  void startsNoLineWithADotThatStoodBehindTheUrl(String mark) {
    for (int before = 1; before < 76; before++) {
      String encoded = "z".repeat(before - 1) + "@" + mark + "z".repeat(75 - before) + "\n";
      Replacement url = new Replacement(before - 1, before, bytes("https://a.example/b"));
      byte[] spliced = QP.splice(bytes(encoded), List.of(url), LineBreak.LF);
      assertThat(QP.decode(spliced)).hasValue(Splice.apply(bytes(encoded), List.of(url)));
      assertThat(new String(spliced, StandardCharsets.US_ASCII).lines())
          .allMatch(line -> line.length() <= 76 && !line.startsWith(mark));
    }
  }

  @Test
  void introducesNoLineOver76AndKeepsTheDecodedText() {
    Random random = new Random(5);
    for (int run = 0; run < 3_000; run++) {
      byte[] text = randomText(random);
      byte[] encoded = QuotedPrintable.encode(text, LineBreak.CRLF);
      assertThat(QP.decode(encoded)).hasValue(text);
      List<Replacement> changes = randomChanges(random, text.length);
      byte[] spliced = QP.splice(encoded, changes, LineBreak.CRLF);
      assertThat(QP.decode(spliced)).hasValue(Splice.apply(text, changes));
      assertThat(new String(spliced, StandardCharsets.US_ASCII).lines().mapToInt(String::length))
          .allMatch(length -> length <= 76);
      assertThat(new String(spliced, StandardCharsets.US_ASCII)).doesNotContainPattern("=\r\n[.-]");
    }
  }

  private static byte[] randomText(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(300); i >= 0; i--) {
      text.append("abcde = .-\t\r\n\u00E4".charAt(random.nextInt(13)));
      text.append("x".repeat(random.nextInt(4)));
    }
    return text.toString().replaceAll("\r(?!\n)", "").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static List<Replacement> randomChanges(Random random, int length) {
    List<Replacement> changes = new ArrayList<>();
    int at = random.nextInt(length + 1);
    while (at < length) {
      int end = Math.min(length, at + random.nextInt(30));
      changes.add(
          new Replacement(at, end, bytes("https://l.example/" + "a".repeat(random.nextInt(200)))));
      at = end + random.nextInt(40);
    }
    return changes;
  }

  @Test
  void encodesBase64AnewInLinesOf76AndKeepsTheLineBreakAtItsEnd() {
    TransferEncoding base64 = new Base64Lines();
    byte[] long1 = bytes("x".repeat(100));
    String encoded =
        "\n" + java.util.Base64.getMimeEncoder(60, bytes("\n")).encodeToString(long1) + "\n\n";
    byte[] spliced =
        base64.splice(bytes(encoded), List.of(new Replacement(0, 1, bytes("yy"))), LineBreak.LF);
    assertThat(base64.decode(spliced)).hasValue(bytes("yy" + "x".repeat(99)));
    assertThat(new String(spliced, StandardCharsets.US_ASCII)).startsWith("\n").endsWith("=\n\n");
    assertThat(
            new String(spliced, StandardCharsets.US_ASCII).lines().mapToInt(String::length).max())
        .hasValue(76);
  }

  @ParameterizedTest
  @CsvSource({"'YWJj\r\nZGVm', abcdef", "'YWI', ab", "'YWI=', ab", "'', ''"})
  void decodesBase64(String encoded, String decoded) {
    assertThat(decoded(new Base64Lines(), encoded)).isEqualTo(decoded);
  }

  @ParameterizedTest
  @CsvSource({"YWJ*j", "YWI=YWI=", "YWJjY", "'YWJj\n--\nfooter'", "====", "'YW=I'"})
  void doubtsBase64ThatDecodersReadDifferently(String encoded) {
    assertThat(new Base64Lines().decode(bytes(encoded))).isEmpty();
  }

  @Test
  void knowsWhichBodiesOverflow() {
    String fits = "x".repeat(998);
    assertThat(Identity.LINES.overflows(bytes(fits + "\r\n" + fits + "\n" + fits))).isFalse();
    assertThat(Identity.LINES.overflows(bytes("a\n" + fits + "x\r\n"))).isTrue();
    assertThat(Identity.LINES.overflows(bytes("a\n" + fits + "x"))).isTrue();
    assertThat(Identity.BINARY.overflows(bytes(fits + "x"))).isFalse();
  }
}
