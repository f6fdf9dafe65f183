package io.clickward.cert;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Eventually;
import io.clickward.testing.Pebble;
import io.clickward.testing.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that end soon, renewed again and again while clients shake hands. */
class RenewalIT {
  private static final String[] HOSTS = {
    "a.example.test", "b.example.test", "c.example.test", "d.example.test"
  };

  /** Two minutes each, as a CA's shortest; a tenth of that when there is no time. */
  private static final Duration LIFE =
      Boolean.getBoolean("long") ? Duration.ofMinutes(2) : Duration.ofSeconds(30);

  private static final int CYCLES = 3;
  private static final int CLIENTS = 4;

  @TempDir private Path folder;

  private final AtomicInteger handshakes = new AtomicInteger();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final Map<String, Set<HostCertificate>> seen = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  @Test
  void renewsAgainAndAgainWithoutAFailedHandshake() throws Exception {
    try (AcmeRig rig = new AcmeRig(folder);
        Pebble pebble = Pebble.in(folder.resolve("pebble"), rig.http(), rig.https())) {
      rig.at(pebble.validity(LIFE).start()).start();
      rig.issue(AcmeRig.HTTP, HOSTS);
      List<Thread> clients = clients(rig, pebble.root());
      try {
        Eventually.await(
            CYCLES + " renewals of each host", LIFE.multipliedBy(CYCLES), () -> isRenewed(rig));
      } finally {
        stopped = true;
        for (Thread client : clients) {
          client.join();
        }
      }
    }
    System.out.printf("%d handshakes over %d renewals%n", handshakes.get(), CYCLES);
    assertThat(failures).isEmpty();
    assertThat(handshakes.get()).isGreaterThan(100);
  }

  private boolean isRenewed(AcmeRig rig) {
    for (String host : HOSTS) {
      seen.computeIfAbsent(host, _ -> ConcurrentHashMap.newKeySet()).add(rig.acme().find(host));
    }
    return !failures.isEmpty() || seen.values().stream().allMatch(all -> all.size() > CYCLES);
  }

  private List<Thread> clients(AcmeRig rig, X509Certificate root) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      String host = HOSTS[i % HOSTS.length];
      threads.add(Thread.ofVirtual().start(() -> shakeHands(rig.https(), host, root)));
    }
    return threads;
  }

  private void shakeHands(int port, String host, X509Certificate root) {
    while (!stopped) {
      try {
        RawClient.tls(port, host, root).close();
        handshakes.incrementAndGet();
        Thread.sleep(10);
      } catch (IOException | InterruptedException e) {
        failures.add(host + ": " + e);
        return;
      }
    }
  }
}
