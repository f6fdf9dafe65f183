package io.clickward.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkSealTest {
  private static final Instant NOW = Links.NOW;
  private static final LinkSeal SEAL = LinkSeal.of(Links.KEYRING, Links.HOST, 1);
  private static final Link CLICK = Links.click("https://www.example.com/spring?a=1&b=2");
  private static final String TOKEN = SEAL.seal(CLICK, NOW);

  @Test
  void opensWhatItSealed() {
    assertThat(SEAL.open(TOKEN, LinkKind.CLICK)).isEqualTo(CLICK);
  }

  @Test
  void opensThePixel() {
    Link open = Links.open();
    assertThat(SEAL.open(SEAL.seal(open, NOW), LinkKind.OPEN)).isEqualTo(open);
  }

  @Test
  void givesTheSameTokenForTheSameLinkAtAnyTimeOfOneKey() {
    assertThat(SEAL.seal(CLICK, NOW.plusSeconds(5000))).isEqualTo(TOKEN);
    assertThat(LinkSeal.of(Links.KEYRING, Links.HOST, 1).seal(CLICK, NOW)).isEqualTo(TOKEN);
  }

  @Test
  void aTokenHasOnlyCharactersThatSurviveEverywhere() {
    assertThat(TOKEN).matches("[A-Za-z0-9_-]+");
  }

  /** Mail programs leave these characters out of a URL in plain text where they end it. */
  @Test
  void noClickEndsInAHyphenOrUnderscore() {
    for (int i = 0; i < 1_000; i++) {
      Link link = Links.click("https://www.example.com/spring?a=" + i);
      String token = SEAL.seal(link, NOW);
      assertThat(token).matches(".*[A-Za-z0-9]");
      assertThat(SEAL.open(token, LinkKind.CLICK)).isEqualTo(link);
    }
  }

  @Test
  void opensATokenThatEndsInAHyphenAsTheyWereOnceSealed() {
    String token =
        "AQH9Sjh15jMEvUIeN00F1WF6TW-93dhmG_hBTsta5kHRMBwaT88GPTKmWT-nSl79U_o0gkBV-VAoPOdC5_lgw6WClKH-";
    Link link = Links.click("https://www.example.com/spring?a=140");
    assertThat(SEAL.open(token, LinkKind.CLICK)).isEqualTo(link);
    assertThat(Sealed.token(LinkPlaintext.write(link))).isEqualTo(token);
    assertThat(SEAL.seal(link, NOW)).isNotEqualTo(token);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://www.example.com/",
        "https://example.com/blog/how-we-measure",
        "https://shop.example.com/products/summer-dress?utm_source=newsletter&utm_medium=email"
      })
  void aUsualUrlStaysWithin140Characters(String destination) {
    String url = "https://" + Links.HOST + "/c/" + SEAL.seal(Links.click(destination), NOW);
    assertThat(url).hasSizeLessThanOrEqualTo(140);
  }

  @Test
  void refusesATokenOfAnotherHost() {
    LinkSeal other = LinkSeal.of(Links.KEYRING, "links.other.test", 1);
    assertThat(other.open(TOKEN, LinkKind.CLICK)).isNull();
  }

  @Test
  void knowsItsHostInAnyCase() {
    LinkSeal upper = LinkSeal.of(Links.KEYRING, "LINKS.Example.TEST", 1);
    assertThat(upper.open(TOKEN, LinkKind.CLICK)).isEqualTo(CLICK);
  }

  @Test
  void refusesATokenOfTheFormerOwner() {
    LinkSeal next = LinkSeal.of(Links.KEYRING, Links.HOST, 2);
    assertThat(next.open(TOKEN, LinkKind.CLICK)).isNull();
  }

  @Test
  void refusesATokenOfTheOtherKind() {
    assertThat(SEAL.open(TOKEN, LinkKind.OPEN)).isNull();
    assertThat(SEAL.open(SEAL.seal(Links.open(), NOW), LinkKind.CLICK)).isNull();
  }

  @Test
  void opensWithEveryLiveKeyAndRefusesARetiredOne() {
    Instant later = Links.SECOND_SEALS_FROM;
    String fresh = SEAL.seal(CLICK, later);
    assertThat(fresh).isNotEqualTo(TOKEN);
    assertThat(SEAL.open(fresh, LinkKind.CLICK)).isEqualTo(CLICK);

    Keyring afterRetiring =
        new Keyring(Links.KEYRING.installation(), List.of(Links.KEYRING.keys().getLast()));
    LinkSeal rest = LinkSeal.of(afterRetiring, Links.HOST, 1);
    assertThat(rest.open(fresh, LinkKind.CLICK)).isEqualTo(CLICK);
    assertThat(rest.open(TOKEN, LinkKind.CLICK)).isNull();
  }

  @Test
  void refusesAnotherSecretUnderTheSameNumber() {
    LinkKey impostor = new LinkKey(1, Links.secret(99), Instant.EPOCH);
    Keyring ring = new Keyring(Links.KEYRING.installation(), List.of(impostor));
    assertThat(LinkSeal.of(ring, Links.HOST, 1).open(TOKEN, LinkKind.CLICK)).isNull();
  }

  @Test
  void refusesEveryChangedCharacter() {
    for (int i = 0; i < TOKEN.length(); i++) {
      for (char c : "AZaz09-_=.+/ %\u00e9\u0141".toCharArray()) {
        if (c != TOKEN.charAt(i)) {
          String changed = TOKEN.substring(0, i) + c + TOKEN.substring(i + 1);
          assertThat(SEAL.open(changed, LinkKind.CLICK)).as(changed).isNull();
        }
      }
    }
  }

  @Test
  void refusesEveryTruncationAndExtension() {
    for (int i = 0; i < TOKEN.length(); i++) {
      assertThat(SEAL.open(TOKEN.substring(0, i), LinkKind.CLICK)).isNull();
      assertThat(SEAL.open(TOKEN.substring(i + 1), LinkKind.CLICK)).isNull();
    }
    for (String tail : List.of("A", "AA", "AAA", "AAAA", "=", "==", TOKEN)) {
      assertThat(SEAL.open(TOKEN + tail, LinkKind.CLICK)).isNull();
    }
  }

  @Test
  void refusesATokenBeyondAnyThatCanBeSealed() {
    assertThat(SEAL.open("A".repeat(5_000_000), LinkKind.CLICK)).isNull();
  }

  @Test
  void theLongestLinkHasATokenWithinTheBound() {
    String destination = "https://a/" + "\u0001".repeat(8 * 1024 - 10);
    Link longest =
        new Link(
            LinkKind.CLICK,
            "m".repeat(128),
            new Recipient.Identified("r".repeat(255)),
            NOW,
            9_999,
            10_000,
            Destination.of(destination.getBytes(UTF_8)));
    String token = SEAL.seal(longest, NOW);
    assertThat(token.length()).isLessThanOrEqualTo(LinkSeal.TOKEN_CHARACTERS_MAX);
    assertThat(SEAL.open(token, LinkKind.CLICK)).isEqualTo(longest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m",
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
        "f81d4fae7dec11d0a76500a0c91e6bf6",
        "0",
        "00",
        "007",
        "127",
        "128",
        "999999999999999999",
        "1000000000000000000",
        "99999999999999999999",
        "-1",
        "abc",
        "abcd",
        "20261121.1234@mail.example.com",
        "gr\u00fc\u00dfe-\ud83d\udc4b",
        "a\u2028b"
      })
  void everyMessageIdComesBackAsItWas(String id) {
    Link link = new Link(LinkKind.OPEN, id, Links.PSEUDONYM, NOW, 0, 3, Destination.NONE);
    Link opened = SEAL.open(SEAL.seal(link, NOW), LinkKind.OPEN);
    assertThat(opened).isEqualTo(link);
  }

  @Test
  void twoDifferentLinksNeverShareAToken() {
    Set<String> tokens = new HashSet<>();
    List<Link> links = Links.manyDifferent();
    for (Link link : links) {
      tokens.add(SEAL.seal(link, NOW));
    }
    assertThat(tokens).hasSameSizeAs(links);
  }

  @Test
  void aTokenShowsNoRecipient() {
    String value = "ada.lovelace@example.com";
    Link link = Links.click("https://example.com/", new Recipient.Identified(value));
    byte[] sealed = Base64Url.decode(SEAL.seal(link, NOW));
    assertThat(contains(sealed, value.getBytes(UTF_8))).isFalse();
    assertThat(contains(sealed, "lovelace".getBytes(UTF_8))).isFalse();
    assertThat(contains(sealed, "example".getBytes(UTF_8))).isFalse();

    byte[] pseudonym = ((Recipient.Pseudonym) Links.PSEUDONYM).bytes();
    assertThat(contains(Base64Url.decode(TOKEN), pseudonym)).isFalse();
  }

  @Test
  void isBoundToAHostWithoutItsPort() {
    assertThatThrownBy(() -> LinkSeal.of(Links.KEYRING, "links.example.test:8443", 1))
        .hasMessageContaining("without a port");
  }

  @Test
  void sealsAndOpensOnManyThreadsAtOnce() throws Exception {
    List<Link> links = Links.manyDifferent();
    Callable<Boolean> all =
        () -> links.stream().allMatch(l -> l.equals(SEAL.open(SEAL.seal(l, NOW), l.kind())));
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Boolean>> work = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        work.add(all);
      }
      for (Future<Boolean> result : threads.invokeAll(work)) {
        assertThat(result.get()).isTrue();
      }
    }
  }

  private static boolean contains(byte[] whole, byte[] part) {
    for (int i = 0; i + part.length <= whole.length; i++) {
      if (Arrays.equals(whole, i, i + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }
}
