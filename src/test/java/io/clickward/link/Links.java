package io.clickward.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A fixed keyring and some links for tests. */
final class Links {
  static final String HOST = "links.example.test";
  static final Instant NOW = Instant.parse("2026-11-21T08:30:00Z");
  static final Instant SECOND_SEALS_FROM = Instant.parse("2027-01-01T00:00:00Z");
  static final Keyring KEYRING =
      new Keyring(
          secret(0),
          List.of(
              new LinkKey(1, secret(1), Instant.parse("2026-01-01T00:00:00Z")),
              new LinkKey(2, secret(2), SECOND_SEALS_FROM)));
  static final String MESSAGE = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
  static final Recipient PSEUDONYM = KEYRING.pseudonyms("acme").of("ada@example.com");

  private Links() {}

  /** 32 times the same byte. */
  static Secret secret(int octet) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) octet);
    return Secret.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  static Link click(String destination) {
    return click(destination, PSEUDONYM);
  }

  static Link click(String destination, Recipient recipient) {
    return new Link(
        LinkKind.CLICK, MESSAGE, recipient, NOW, 2, 7, Destination.of(destination.getBytes(UTF_8)));
  }

  static Link open() {
    return new Link(LinkKind.OPEN, MESSAGE, PSEUDONYM, NOW, 0, 7, Destination.NONE);
  }

  /** Links that differ in one field each, and in fields whose bytes could run into each other. */
  static List<Link> manyDifferent() {
    List<Link> links = new ArrayList<>();
    List<Recipient> recipients =
        List.of(
            new Recipient.Anonymous(),
            PSEUDONYM,
            new Recipient.Identified("a"),
            new Recipient.Identified(PSEUDONYM.text()));
    for (String message : List.of("1", "11", "111", "1111", "0x1", "abcd", "ABCD", MESSAGE)) {
      for (Recipient recipient : recipients) {
        links.add(new Link(LinkKind.OPEN, message, recipient, NOW, 0, 9, Destination.NONE));
        for (int index : new int[] {0, 1, 8}) {
          for (String url : List.of("https://a.com", "https://a.com/", "HTTPS://a.com")) {
            Destination destination = Destination.of(url.getBytes(UTF_8));
            links.add(new Link(LinkKind.CLICK, message, recipient, NOW, index, 9, destination));
          }
        }
      }
    }
    return links;
  }
}
