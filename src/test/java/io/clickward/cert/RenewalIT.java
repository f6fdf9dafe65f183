package io.clickward.cert;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.TrackingDomain;
import io.clickward.event.Event;
import io.clickward.link.Destination;
import io.clickward.link.Keyring;
import io.clickward.link.Link;
import io.clickward.link.LinkKey;
import io.clickward.link.LinkKind;
import io.clickward.link.LinkSeal;
import io.clickward.link.Recipient;
import io.clickward.link.Secret;
import io.clickward.testing.Clicking;
import io.clickward.testing.Clicking.Connections;
import io.clickward.testing.Domains;
import io.clickward.testing.Eventually;
import io.clickward.testing.Pebble;
import io.clickward.testing.RawClient;
import io.clickward.testing.RawHttp2;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that end soon, renewed again and again while clients click. */
class RenewalIT {
  private static final String[] HOSTS = {
    "a.example.test", "b.example.test", "c.example.test", "d.example.test"
  };

  /** Half a minute each; two minutes where there is time for it ({@code long}). */
  private static final Duration LIFE =
      Boolean.getBoolean("long") ? Duration.ofMinutes(2) : Duration.ofSeconds(30);

  private static final int CYCLES = 3;
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Instant SEALED = Instant.parse("2026-11-21T08:30:00Z");
  private static final Keyring KEYRING =
      new Keyring(
          Secret.random(new SecureRandom()),
          List.of(new LinkKey(1, Secret.random(new SecureRandom()), SEALED)));

  @TempDir private Path folder;

  private final AtomicInteger handshakes = new AtomicInteger();
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private final Map<String, Set<HostCertificate>> seen = new ConcurrentHashMap<>();

  @Test
  void renewsAgainAndAgainWithoutAFailedClick() throws Exception {
    List<Clicking> clients;
    List<Event> events;
    try (AcmeRig rig = new AcmeRig(folder);
        Pebble pebble = Pebble.in(folder.resolve("pebble"), rig.http(), rig.https())) {
      rig.at(pebble.validity(LIFE).start()).start();
      rig.tracker.serve(
          Stream.of(HOSTS)
              .map(Domains::of)
              .collect(Collectors.toMap(d -> d.host().value(), Function.identity())),
          KEYRING);
      rig.issue(AcmeRig.HTTP, HOSTS);
      clients = clients(rig.https(), pebble.root());
      try {
        Eventually.await(
            CYCLES + " renewals of each host", LIFE.multipliedBy(CYCLES), () -> isRenewed(rig));
      } finally {
        for (Clicking each : clients) {
          each.stop();
        }
      }
      events = List.copyOf(rig.events);
    }
    System.out.printf(
        "%d handshakes and %d clicks over %d renewals%n", handshakes.get(), events.size(), CYCLES);
    assertThat(refused).isEmpty();
    assertThat(handshakes.get()).isGreaterThan(100);
    for (int i = 0; i < HOSTS.length; i++) {
      assertAnswered(HOSTS[i], clients.get(i), events);
    }
  }

  /** Each click was redirected, and to where the link of its own host leads. */
  private static void assertAnswered(String host, Clicking clients, List<Event> events) {
    assertThat(clients.failures()).isEmpty();
    assertThat(clients.redirected()).hasSizeGreaterThan(100);
    assertThat(events)
        .filteredOn(event -> event.domain().value().equals(host))
        .allMatch(event -> event.url().equals(destination(host)))
        .extracting(Event::userAgent)
        .containsExactlyInAnyOrderElementsOf(clients.redirected());
  }

  private boolean isRenewed(AcmeRig rig) {
    for (String host : HOSTS) {
      seen.computeIfAbsent(host, _ -> ConcurrentHashMap.newKeySet()).add(rig.acme().find(host));
    }
    return !refused.isEmpty() || seen.values().stream().allMatch(all -> all.size() > CYCLES);
  }

  /** One host's come anew with HTTP/1.1 and keep a connection with HTTP/2, the next one's swap. */
  private List<Clicking> clients(int port, X509Certificate root) {
    List<Clicking> all = new ArrayList<>();
    for (String host : HOSTS) {
      boolean even = all.size() % 2 == 0;
      all.add(
          new Clicking(host, link(host), () -> entered(host, () -> RawClient.tls(port, host, root)))
              .pausing(PAUSE)
              .with(1, even ? Connections.NEW : Connections.KEPT)
              .withHttp2(
                  1,
                  even ? Connections.KEPT : Connections.NEW,
                  () -> entered(host, () -> RawHttp2.open(port, host, root))));
    }
    return all;
  }

  /** A client ends without a word when it is not let in: that is counted here. */
  private <T> T entered(String host, Door<T> door) throws IOException {
    try {
      T client = door.open();
      handshakes.incrementAndGet();
      return client;
    } catch (IOException e) {
      refused.add(host + ": " + e);
      throw e;
    }
  }

  private interface Door<T> {
    T open() throws IOException;
  }

  private static String destination(String host) {
    return "https://www." + host + "/";
  }

  private static String link(String host) {
    TrackingDomain domain = Domains.of(host);
    Link link =
        new Link(
            LinkKind.CLICK,
            "renewed",
            new Recipient.Anonymous(),
            SEALED,
            0,
            1,
            Destination.of(destination(host).getBytes(US_ASCII)));
    LinkSeal seal = LinkSeal.of(KEYRING, host, domain.generation());
    return "https://" + host + domain.paths().click() + seal.seal(link, SEALED);
  }
}
