package io.clickward.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clickward.link.Destination;
import io.clickward.link.Keyring;
import io.clickward.link.Link;
import io.clickward.link.LinkKind;
import io.clickward.link.LinkSeal;
import io.clickward.store.LinkKeyFile;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;

/**
 * Prints the paths of click links that an installation's keys open, one a line: as many mails to as
 * many recipients, each link with a destination of its own. Arguments: the data folder, the host,
 * how many.
 */
final class Tokens {
  private static final Instant SENT_AT = Instant.parse("2026-11-20T08:30:00Z");
  private static final int LINKS_OF_A_MAIL = 12;

  private final Keyring keyring;
  private final LinkSeal seal;

  private Tokens(Keyring keyring, String host) {
    this.keyring = keyring;
    this.seal = LinkSeal.of(keyring, host, 1);
  }

  public static void main(String[] arguments) throws Exception {
    Path data = Path.of(arguments[0]);
    Keyring keyring = LinkKeyFile.in(data, new SecureRandom()).openOrCreate(SENT_AT);
    Tokens tokens = new Tokens(keyring, arguments[1]);
    PrintStream out = new PrintStream(System.out, false, UTF_8);
    for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
      out.println("/c/" + tokens.token(i));
    }
    out.flush();
  }

  private String token(int i) {
    String destination =
        "https://www.shop.example/spring/%d?utm_source=newsletter&utm_campaign=spring".formatted(i);
    return seal.seal(
        new Link(
            LinkKind.CLICK,
            "spring-" + i / LINKS_OF_A_MAIL,
            keyring.pseudonyms("default").of("reader" + i / LINKS_OF_A_MAIL + "@example.net"),
            SENT_AT,
            i % LINKS_OF_A_MAIL,
            LINKS_OF_A_MAIL,
            Destination.of(destination.getBytes(UTF_8))),
        SENT_AT);
  }
}
