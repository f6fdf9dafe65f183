package io.clickward.link;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plaintexts that carry a good seal and are still no link. */
class LinkPlaintextTest {
  private static final LinkSeal SEAL = LinkSeal.of(Links.KEYRING, Links.HOST, 1);

  /** Anonymous click, message "7" as a number, link 0 of 1, destination as it is. */
  private static final String HEAD = "10" + "07" + "6920aa00" + "00" + "01";

  @Test
  void aPlaintextMadeByHandIsALink() {
    Link link = opened(HEAD + hex("https://a.test"));
    assertThat(link.message()).isEqualTo("7");
    assertThat(link.total()).isEqualTo(1);
    assertThat(link.destination().toLocation()).isEqualTo("https://a.test");
  }

  @ParameterizedTest
  @CsvSource({
    "empty, ''",
    "a reserved bit set, 50 07 6920aa00 00 01 D",
    "another reserved bit set, 90 07 6920aa00 00 01 D",
    "the fourth recipient form, 16 07 6920aa00 00 01 D",
    "message number not in its shortest form, 10 8700 6920aa00 00 01 D",
    "message number of ten octets, 10 80808080808080808001 6920aa00 00 01 D",
    "message text of no bytes, 00 00 6920aa00 00 01 D",
    "message text that is not UTF-8, 00 01ff 6920aa00 00 01 D",
    "message text with a line break, 00 010a 6920aa00 00 01 D",
    "message text longer than the plaintext, 00 ffffffff07 6920aa00 00 01 D",
    "identified recipient of no bytes, 14 07 00 6920aa00 00 01 D",
    "index not in its shortest form, 10 07 6920aa00 8000 01 D",
    "index at the total, 10 07 6920aa00 01 01 D",
    "total of 10001, 10 07 6920aa00 00 914e D",
    "no destination, 10 07 6920aa00 00 01",
    "ends within the date, 10 07 6920",
    "ends within the pseudonym, 12 07 00010203",
    "pixel with bytes after its fields, 11 07 6920aa00 00 01 00",
    "pixel with an index, 11 07 6920aa00 01 02",
  })
  void refuses(String what, String plaintext) {
    String hex = plaintext.replace(" ", "").replace("D", hex("https://a.test"));
    for (LinkKind kind : LinkKind.values()) {
      assertThat(SEAL.open(Sealed.token(HexFormat.of().parseHex(hex)), kind)).as(what).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "javascript:alert(1)", "ftp://a.test/", "//a.test/", "https:/a.test", "' https://a.test'",
    "mailto:a@a.test", "data:text/html", "httpss://a.test", "file:///etc/passwd", "http:"
  })
  void refusesEverySchemeButHttpAndHttps(String destination) {
    assertThat(SEAL.open(token(HEAD + hex(destination)), LinkKind.CLICK)).isNull();
    String inPhrases = "30" + HEAD.substring(2) + coded(destination.getBytes(US_ASCII));
    assertThat(SEAL.open(token(inPhrases), LinkKind.CLICK)).isNull();
  }

  @Test
  void refusesBytesAfterTheLastPhrase() {
    String coded = "30" + HEAD.substring(2) + coded("https://a.test".getBytes(US_ASCII));
    assertThat(opened(coded).destination().toLocation()).isEqualTo("https://a.test");
    assertThat(SEAL.open(token(coded + "ff"), LinkKind.CLICK)).isNull();
  }

  @Test
  void refusesPaddingThatIsNotOnes() {
    byte[] coded = PhraseCode.V1.encode("https://a.test/b".getBytes(US_ASCII));
    assertThat(coded[coded.length - 1] & 1).as("is padded").isEqualTo(1);
    coded[coded.length - 1] &= (byte) 0xfe;
    String plaintext = "30" + HEAD.substring(2) + HexFormat.of().formatHex(coded);
    assertThat(SEAL.open(token(plaintext), LinkKind.CLICK)).isNull();
  }

  @Test
  void stopsWhereADestinationBecomesLongerThanItMay() {
    byte[] longest = new byte[Destination.BYTES_MAX];
    Arrays.fill(longest, (byte) 'e');
    System.arraycopy("https://".getBytes(US_ASCII), 0, longest, 0, 8);
    String head = "30" + HEAD.substring(2);
    assertThat(opened(head + coded(longest)).destination().bytes()).isEqualTo(longest);
    assertThat(SEAL.open(token(head + coded(longest) + "00".repeat(60)), LinkKind.CLICK)).isNull();

    byte[] oneMore = Arrays.copyOf(longest, longest.length + 1);
    oneMore[longest.length] = 'e';
    assertThat(SEAL.open(token(head + coded(oneMore)), LinkKind.CLICK)).isNull();
  }

  private static Link opened(String hex) {
    Link link = SEAL.open(token(hex), LinkKind.CLICK);
    assertThat(link).isNotNull();
    return link;
  }

  private static String token(String hex) {
    return Sealed.token(HexFormat.of().parseHex(hex));
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(US_ASCII));
  }

  private static String coded(byte[] text) {
    return HexFormat.of().formatHex(PhraseCode.V1.encode(text));
  }
}
