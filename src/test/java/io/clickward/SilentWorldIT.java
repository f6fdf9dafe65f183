package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Clickward;
import io.clickward.testing.DnsStub;
import io.clickward.testing.Eventually;
import io.clickward.testing.HonestPeople;
import io.clickward.testing.HonestPeople.Both;
import io.clickward.testing.InMemory;
import io.clickward.testing.Serving;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Message;

/**
 * A CA that takes connections and says nothing, name servers that know one host and are silent
 * about the other, and stores that somebody else is writing to: no click waits for any of them
 * (invariant 1).
 */
class SilentWorldIT {
  private static final String HOST = "links.example.test";
  private static final String READY = "ready.example.test";
  private static final String LOST = "lost.example.test";
  private static final String UNANSWERED = "CNAME " + LOST + ".";
  private static final Path MAIL = Path.of("src/test/resources/rewrite/mails/40-receipt.eml");
  private static final List<String> STORES =
      List.of("clickward.db", "certificates.db", "messages.db", "rollups.db");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration WARM_UP = Duration.ofSeconds(2);

  /** Whoever waits for a lock on a store gives up after ten seconds, and for the world later. */
  private static final Duration SILENCE = Duration.ofSeconds(12);

  /**
   * What a busy machine may make of the 25 ms of {@code journal.waitMax}; no silence is so short.
   */
  private static final Duration WAIT_MAX = Duration.ofSeconds(2);

  /** In memory: only the world is slow. */
  @TempDir(factory = InMemory.class)
  private Path folder;

  private final List<Connection> writing = new ArrayList<>();

  @AfterEach
  void letGo() throws SQLException {
    for (Connection each : writing) {
      each.close();
    }
  }

  @Test
  @Timeout(300)
  void redirectsAtOnceWhileAuthorityNameServersAndStoresAreSilent() throws Exception {
    try (ServerSocket authority = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        DnsStub names = DnsStub.of(SilentWorldIT::answer)) {
      Clickward clickward = among(authority, names);
      String link = Clickward.sealed(clickward.rewrite(MAIL, HOST, "silent")).getFirst();
      try (Serving serving = clickward.serve();
          HonestPeople people = HonestPeople.clicking(link, clickward)) {
        people.measure(WARM_UP);
        authority.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
        try (Socket _ = authority.accept()) { // and never answered
          Eventually.await("a question", PATIENCE, () -> names.asked().containsKey(UNANSWERED));
          lockStores(clickward);
          assertNobodyWaits(people, serving);
        }
      }
    }
  }

  private static void assertNobodyWaits(HonestPeople people, Serving serving) throws Exception {
    Both waits = people.measure(SILENCE);
    System.out.printf("Silent world: %s%n", waits);
    assertThat(people.stop()).isEmpty();
    assertThat(waits.kept().p99()).isLessThan(WAIT_MAX);
    assertThat(waits.anew().p99()).isLessThan(WAIT_MAX);
    assertThat(serving.metric("clickward_redirects_total"))
        .isGreaterThanOrEqualTo(waits.kept().clicks() + waits.anew().clicks());
  }

  private Clickward among(ServerSocket authority, DnsStub names) throws Exception {
    Clickward clickward = Clickward.in(folder);
    clickward
        .configure(
            "  - host: %s\n  - {host: %s, certificate: acme}\n  - {host: %s, certificate: acme}\n"
                .formatted(HOST, READY, LOST))
        .with(
            """
            acme:
              authorities:
                - {name: silent, directory: "https://localhost:%d/directory"}
            outside:
              addresses: 127.0.0.1
              resolvers: 127.0.0.1:%d
              dnssec: false
              allow: 127.0.0.0/8
            """
                .formatted(authority.getLocalPort(), names.address().getPort()));
    String ports =
        "listen:\n  publicHttpPort: %d\n  publicHttpsPort: %d\n"
            .formatted(clickward.http(), clickward.https());
    String text = Files.readString(clickward.config());
    Files.writeString(clickward.config(), text.replace("listen:\n", ports));
    return clickward;
  }

  private static Optional<Message> answer(Message query) {
    return query.getQuestion().getName().toString().equals(LOST + ".")
        ? Optional.empty()
        : Optional.of(DnsStub.answer(query, READY + ". A 127.0.0.1"));
  }

  private void lockStores(Clickward clickward) throws SQLException {
    for (String store : STORES) {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + clickward.data(store));
      writing.add(connection);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA busy_timeout = 10000");
        statement.execute("BEGIN IMMEDIATE");
      }
    }
  }
}
