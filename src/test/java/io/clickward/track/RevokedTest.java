package io.clickward.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.HostName;
import io.clickward.domain.Revocation;
import io.clickward.link.Destination;
import io.clickward.link.Link;
import io.clickward.link.LinkKind;
import io.clickward.link.Recipient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevokedTest {
  private static final HostName EVIL = new HostName("evil.example");

  private static Link link(String message, int index, String destination) {
    return new Link(
        LinkKind.CLICK,
        message,
        new Recipient.Anonymous(),
        Instant.EPOCH,
        index,
        9,
        Destination.of(destination.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void stopsAMessageOfItsAccountOnly() {
    Revoked revoked = Revoked.of(Set.of(new Revocation.Message("acme", "m1")));

    assertThat(revoked.stops("acme", link("m1", 0, "https://a.example/"))).isTrue();
    assertThat(revoked.stops("acme", link("m2", 0, "https://a.example/"))).isFalse();
    assertThat(revoked.stops("rival", link("m1", 0, "https://a.example/"))).isFalse();
  }

  @Test
  void stopsOneLinkOfAMessage() {
    Revoked revoked = Revoked.of(Set.of(new Revocation.Link("acme", "m1", 3)));

    assertThat(revoked.stops("acme", link("m1", 3, "https://a.example/"))).isTrue();
    assertThat(revoked.stops("acme", link("m1", 2, "https://a.example/"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "https://EVIL.example",
        "http://evil.example:8080/x",
        "https://good.example@evil.example/",
        "https://a:b@c@evil.example?x",
        "https://evil.example.#x",
        "https:///evil.example/",
        "https://evil.example\\@good.example/",
        "https://%65vil.example/",
        "https://evil。example/",
        "https://evil.example。/",
        "https://evil.example\uFF61",
        "https://evil.example%E3%80%82:443/",
        "https://\uD83C\uDD34vil.example/",
        "https://\uFF25vil\uFF0Eexample/",
        "https://e\u00ADv\uDB40\uDD00il.example/",
      })
  void knowsADestinationHostHoweverItIsWritten(String destination) {
    Revoked own = Revoked.of(Set.of(new Revocation.Destination("acme", EVIL)));
    Revoked all = Revoked.of(Set.of(new Revocation.DestinationEverywhere(EVIL)));

    assertThat(own.stops("acme", link("m", 0, destination))).isTrue();
    assertThat(own.stops("rival", link("m", 0, destination))).isFalse();
    assertThat(all.stops("rival", link("m", 0, destination))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://good.example/evil.example",
        "https://evil.example@good.example/",
        "https://good.example?u=https://evil.example/",
        "https://notevil.example/",
        "https://ev\u200Dil.example/",
        "https://192.0.2.1/",
        "https://[2001:db8::1]/",
        "https://%zz/",
        "https://"
      })
  void leavesOtherDestinationsAlone(String destination) {
    Revoked revoked = Revoked.of(Set.of(new Revocation.Destination("acme", EVIL)));

    assertThat(revoked.stops("acme", link("m", 0, destination))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "fa\u00DF.example, xn--fa-hia.example",
    "fa\u00AD%C3%9F.example, xn--fa-hia.example",
    "my_shop.example, my_shop.example",
    "-shop-.example, -shop-.example"
  })
  void stopsTheHostThatBrowsersGoToAndNoOther(String written, String host) {
    Link link = link("m", 0, "https://" + written + "/");
    Revocation stopped = new Revocation.Destination("acme", new HostName(host));
    Revocation other = new Revocation.Destination("acme", new HostName("fass.example"));

    assertThat(Revoked.of(Set.of(stopped)).stops("acme", link)).isTrue();
    assertThat(Revoked.of(Set.of(other)).stops("acme", link)).isFalse();
  }
}
