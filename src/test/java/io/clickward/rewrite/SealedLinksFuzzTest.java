package io.clickward.rewrite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.TrackingDomain;
import io.clickward.link.Keyring;
import io.clickward.link.Link;
import io.clickward.link.LinkKey;
import io.clickward.link.LinkKind;
import io.clickward.link.LinkSeal;
import io.clickward.link.Recipient;
import io.clickward.link.Secret;
import io.clickward.testing.Domains;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What stands in a mail, whatever was sealed. */
class SealedLinksFuzzTest {
  private static final TrackingDomain DOMAIN = Domains.of("links.example");
  private static final Secret SECRET = Secret.parse("A".repeat(43));
  private static final LinkSeal SEAL =
      LinkSeal.of(
          new Keyring(SECRET, List.of(new LinkKey(1, SECRET, Instant.EPOCH))),
          DOMAIN.host().value(),
          DOMAIN.generation());

  private static SealedLinks links(String message) {
    Recipient nobody = new Recipient.Anonymous();
    SealedLinks.Message sent = new SealedLinks.Message(message, nobody, nobody, Instant.EPOCH);
    return new SealedLinks(DOMAIN, 443, SEAL, sent, Set.of(), Instant.EPOCH);
  }

  /** Of so many tokens ten would, and the reader's program would leave that character out. */
  @Property
  void noClickEndsInPunctuationAndEachOpens(
      @ForAll("destinations") String destination, @ForAll @IntRange(max = 9_990) int first) {
    SealedLinks links = links("m" + first);
    for (int index = first; index < first + 10; index++) {
      String url = links.click(index, 10_000, destination.getBytes(UTF_8));
      assertThat(url).matches("https://links\\.example/c/[A-Za-z0-9_-]*[A-Za-z0-9]");
      assertThat(links.click(index, 10_000, destination.getBytes(UTF_8))).isEqualTo(url);
      Link opened = SEAL.open(url.substring(url.lastIndexOf('/') + 1), LinkKind.CLICK);
      assertThat(opened).isNotNull();
      assertThat(new String(opened.destination().bytes(), UTF_8)).isEqualTo(destination);
      assertThat(opened.index()).isEqualTo(index);
    }
  }

  /**
   * Phrases are shorter for the first, longer for the others. The start has phrases in it: without,
   * there are but two or three spellings, and now and then none of these is sound.
   */
  @Provide
  Arbitrary<String> destinations() {
    return Arbitraries.oneOf(
            Arbitraries.of("", "a.io", "shop/items?utm_source=mail"),
            Arbitraries.strings().ascii().ofMinLength(1).ofMaxLength(300),
            Arbitraries.strings().withChars("^`|~").ofMinLength(1).ofMaxLength(1_900),
            Arbitraries.strings().ofMinLength(1).ofMaxLength(100).map(SealedLinksFuzzTest::valid))
        .map(rest -> "http://www.example.com/" + rest);
  }

  /** Without lone surrogates, which have no UTF-8. */
  private static String valid(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }
}
