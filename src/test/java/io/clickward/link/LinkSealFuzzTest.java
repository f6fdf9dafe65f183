package io.clickward.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever is sealed comes back; whatever else is tried is refused and nothing is ever thrown. */
class LinkSealFuzzTest {
  private static final LinkSeal SEAL = LinkSeal.of(Links.KEYRING, Links.HOST, 1);
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  @Property
  void opensWhateverItSealed(
      @ForAll("links") Link link,
      @ForAll("hosts") String host,
      @ForAll @IntRange(min = 1) int generation,
      @ForAll @IntRange(min = 1, max = 255) int number,
      @ForAll byte octet) {
    Keyring ring =
        new Keyring(
            Links.secret(0), List.of(new LinkKey(number, Links.secret(octet), Instant.EPOCH)));
    LinkSeal seal = LinkSeal.of(ring, host, generation);
    assertThat(seal.open(seal.seal(link, Links.NOW), link.kind())).isEqualTo(link);
  }

  @Property
  void refusesAnyOtherCharacterAnywhere(
      @ForAll("links") Link link, @ForAll @IntRange(max = 20_000) int place, @ForAll char c) {
    String token = SEAL.seal(link, Links.NOW);
    int at = place % token.length();
    char valid = ALPHABET.charAt(c % ALPHABET.length());
    for (char other : new char[] {c, valid}) {
      if (other != token.charAt(at)) {
        String changed = token.substring(0, at) + other + token.substring(at + 1);
        assertThat(SEAL.open(changed, link.kind())).isNull();
      }
    }
  }

  @Property
  void refusesWhatIsMissingOrAdded(
      @ForAll("links") Link link,
      @ForAll @IntRange(max = 20_000) int place,
      @ForAll("tokenLike") String added) {
    String token = SEAL.seal(link, Links.NOW);
    int at = place % token.length();
    assertThat(SEAL.open(token.substring(0, at), link.kind())).isNull();
    assertThat(SEAL.open(token.substring(at + 1), link.kind())).isNull();
    assertThat(SEAL.open(token.substring(0, at) + token.substring(at + 1), link.kind())).isNull();
    if (!added.isEmpty()) {
      assertThat(SEAL.open(token + added, link.kind())).isNull();
      assertThat(SEAL.open(added + token, link.kind())).isNull();
    }
  }

  @Property
  void refusesAnotherSpellingOfTheSameBytes(@ForAll("links") Link link) {
    String token = SEAL.seal(link, Links.NOW);
    assertThat(SEAL.open(token + "=", link.kind())).isNull();
    assertThat(SEAL.open(token + "==", link.kind())).isNull();
    int unusedBits = token.length() * 6 % 8;
    int last = ALPHABET.indexOf(token.charAt(token.length() - 1));
    for (int bits = 1; bits < 1 << unusedBits; bits++) {
      char sameBytes = ALPHABET.charAt(last | bits);
      String respelled = token.substring(0, token.length() - 1) + sameBytes;
      assertThat(Base64.getUrlDecoder().decode(respelled))
          .isEqualTo(Base64.getUrlDecoder().decode(token));
      assertThat(SEAL.open(respelled, link.kind())).isNull();
    }
  }

  @Property
  void refusesAnotherHostOwnerKeyOrKind(
      @ForAll("links") Link link,
      @ForAll("hosts") String host,
      @ForAll @IntRange(min = 2) int generation) {
    String token = SEAL.seal(link, Links.NOW);
    LinkKind otherKind = link.kind() == LinkKind.CLICK ? LinkKind.OPEN : LinkKind.CLICK;
    Keyring retired = new Keyring(Links.secret(0), List.of(Links.KEYRING.keys().getLast()));
    assertThat(SEAL.open(token, otherKind)).isNull();
    assertThat(LinkSeal.of(Links.KEYRING, host, 1).open(token, link.kind())).isNull();
    assertThat(LinkSeal.of(Links.KEYRING, Links.HOST, generation).open(token, link.kind()))
        .isNull();
    assertThat(LinkSeal.of(retired, Links.HOST, 1).open(token, link.kind())).isNull();
  }

  @Property
  void anyStringIsRefusedInSilence(@ForAll String text, @ForAll("tokenLike") String token) {
    for (LinkKind kind : LinkKind.values()) {
      assertThat(SEAL.open(text, kind)).isNull();
      assertThat(SEAL.open(token, kind)).isNull();
      assertThat(SEAL.open("AQ" + token, kind)).isNull();
      assertThat(SEAL.open("AQEA" + token, kind)).isNull();
    }
  }

  /** The key holder's own mistakes: authenticated bytes that are no link. */
  @Property
  void anySealedBytesAreALinkOrNothing(@ForAll @Size(max = 200) byte[] plaintext) {
    String token = Sealed.token(plaintext);
    Link link = SEAL.open(token, LinkKind.CLICK);
    if (link != null) {
      assertThat(link.destination().toLocation()).matches("(?i)https?://[!-~]*");
    }
  }

  @Property
  void phrasesGiveBackAnyBytes(@ForAll @Size(max = 2_000) byte[] bytes) {
    assertThat(PhraseCode.V1.decode(PhraseCode.V1.encode(bytes), 2_000)).isEqualTo(bytes);
  }

  @Property
  void noLocationCanBeSplit(@ForAll @Size(max = 300) byte[] bytes) {
    String location = Destination.of(bytes).toLocation();
    assertThat(location).matches("[!-~]*");
    assertThat(Arrays.equals(unescape(location), unescape(new String(bytes, ISO_8859_1)))).isTrue();
  }

  private static byte[] unescape(String location) {
    Pattern escape = Pattern.compile("%([0-9A-F]{2})");
    return escape
        .matcher(location)
        .replaceAll(
            m -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 16))))
        .getBytes(ISO_8859_1);
  }

  @Provide
  Arbitrary<Link> links() {
    Arbitrary<Link> clicks =
        Combinators.combine(messages(), recipients(), times(), counts(), destinations())
            .as(
                (message, recipient, at, total, destination) ->
                    new Link(
                        LinkKind.CLICK, message, recipient, at, total / 3, total + 1, destination));
    Arbitrary<Link> opens =
        Combinators.combine(messages(), recipients(), times(), counts())
            .as(
                (message, recipient, at, total) ->
                    new Link(LinkKind.OPEN, message, recipient, at, 0, total, Destination.NONE));
    return Arbitraries.oneOf(clicks, opens);
  }

  @Provide
  Arbitrary<String> hosts() {
    return Arbitraries.strings()
        .alpha()
        .numeric()
        .ofMinLength(1)
        .ofMaxLength(40)
        .map(s -> s + ".test");
  }

  @Provide
  Arbitrary<String> tokenLike() {
    return Arbitraries.strings().withChars(ALPHABET).ofMaxLength(200);
  }

  private static Arbitrary<String> messages() {
    Arbitrary<String> texts =
        text(128).filter(s -> !s.isEmpty() && s.chars().noneMatch(Character::isISOControl));
    Arbitrary<String> hex =
        Arbitraries.strings().withChars("0123456789abcdef").ofMinLength(1).ofMaxLength(40);
    Arbitrary<String> numbers = Arbitraries.longs().map(String::valueOf);
    Arbitrary<String> uuids = Arbitraries.create(UUID::randomUUID).map(Object::toString);
    return Arbitraries.oneOf(texts, hex, numbers, uuids);
  }

  private static Arbitrary<Recipient> recipients() {
    return Arbitraries.oneOf(
        Arbitraries.just(new Recipient.Anonymous()),
        Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(Recipient.Pseudonym::new),
        text(255).filter(s -> !s.isEmpty()).map(Recipient.Identified::new));
  }

  private static Arbitrary<String> text(int bytesMax) {
    return Arbitraries.strings()
        .ofMaxLength(bytesMax)
        .map(s -> new String(s.getBytes(UTF_8), UTF_8))
        .filter(s -> s.getBytes(UTF_8).length <= bytesMax);
  }

  private static Arbitrary<Instant> times() {
    return Arbitraries.longs().between(0, 0xFFFF_FFFFL).map(Instant::ofEpochSecond);
  }

  private static Arbitrary<Integer> counts() {
    return Arbitraries.integers().between(0, 9_999);
  }

  private static Arbitrary<Destination> destinations() {
    Arbitrary<byte[]> anything = Arbitraries.bytes().array(byte[].class).ofMaxSize(400);
    Arbitrary<byte[]> urls =
        Arbitraries.strings().ascii().ofMaxLength(400).map(s -> s.getBytes(US_ASCII));
    Arbitrary<String> schemes = Arbitraries.of("http://", "https://", "HTTP://", "hTTps://");
    return Combinators.combine(schemes, Arbitraries.oneOf(anything, urls))
        .as((scheme, rest) -> Destination.of(join(scheme.getBytes(US_ASCII), rest)));
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
