package io.clickward.link;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhraseCodeTest {
  private static final String RESOURCE = "phrases-1.txt";

  /** Tokens in the mail of this world depend on it: a changed file needs a new token version. */
  @Test
  void thePhrasesAreThoseOfTheFormat() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(resource());
    assertThat(Files.readString(Path.of("docs/reference/link-format.md")))
        .contains(HexFormat.of().formatHex(digest));
  }

  @Test
  void everyBitStringIsTheBeginningOfSomeText() throws IOException {
    double share =
        lines().stream()
            .mapToDouble(l -> Math.pow(2, -Integer.parseInt(l, 0, l.indexOf(' '), 10)))
            .sum();
    assertThat(share).as("Kraft sum").isEqualTo(1.0);
  }

  @Test
  void phrasesStandInTheOrderOfTheirWordsAndOnlyOnce() throws IOException {
    List<String> lines = lines();
    List<Integer> lengths =
        lines.stream().map(l -> Integer.valueOf(l.substring(0, l.indexOf(' ')))).toList();
    assertThat(lengths).isSorted();
    assertThat(lines.stream().map(l -> l.substring(l.indexOf(' ') + 1))).doesNotHaveDuplicates();
    assertThat(lengths.getLast()).as("padding is no word").isGreaterThan(7);
  }

  @Test
  void takesTheShortestEncoding() {
    assertThat(PhraseCode.V1.encode("https://www.example.com/".getBytes(US_ASCII))).hasSize(2);
  }

  @Test
  void anEmptyTextIsNoBytes() {
    assertThat(PhraseCode.V1.encode(new byte[0])).isEmpty();
    assertThat(PhraseCode.V1.decode(new byte[0], 10)).isEmpty();
  }

  @Test
  void everyOctetStandsForItself() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    assertThat(PhraseCode.V1.decode(PhraseCode.V1.encode(all), all.length)).isEqualTo(all);
    byte[] zeros = new byte[5000];
    assertThat(PhraseCode.V1.decode(PhraseCode.V1.encode(zeros), zeros.length))
        .isEqualTo(Arrays.copyOf(zeros, zeros.length));
  }

  private static List<String> lines() throws IOException {
    return new String(resource(), US_ASCII).lines().toList();
  }

  private static byte[] resource() throws IOException {
    try (InputStream in = PhraseCode.class.getResourceAsStream(RESOURCE)) {
      return in.readAllBytes();
    }
  }
}
