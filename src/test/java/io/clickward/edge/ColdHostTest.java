package io.clickward.edge;

import static io.clickward.edge.EdgeRig.HOST;
import static io.clickward.edge.EdgeRig.OTHER;
import static io.clickward.edge.EdgeRig.get;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.clickward.cert.CertificateSource;
import io.clickward.cert.CertificateTable;
import io.clickward.cert.Certificates;
import io.clickward.cert.HostCertificate;
import io.clickward.cert.Wanted;
import io.clickward.domain.HostName;
import io.clickward.testing.ClientHello;
import io.clickward.testing.Domains;
import io.clickward.testing.Eventually;
import io.clickward.testing.LogLines;
import io.clickward.testing.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Handshakes for hosts whose certificate has to be read first. */
class ColdHostTest {
  private static final int SECONDS_MAX = 30;
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** One loop: what holds it up holds up everybody. */
  private static final EdgeSettings ONE_LOOP =
      new EdgeSettings(
          List.of(ANY),
          List.of(ANY),
          Optional.empty(),
          1,
          EdgeRig.LIMITS,
          EdgeSettings.Proxies.NONE);

  @RegisterExtension private final LogLines netty = LogLines.below("io.netty");
  @RegisterExtension private final LogLines unserved = LogLines.of(Unserved.class);
  @TempDir private Path folder;
  private Certificates sound;

  @BeforeEach
  void issue() throws Exception {
    sound =
        Certificates.open(
            folder,
            Stream.of(HOST, OTHER)
                .map(
                    host -> new Wanted(HostName.parse(host), new CertificateSource.Internal(false)))
                .toList(),
            Clock.systemUTC(),
            new SecureRandom());
  }

  /** Certificates of which one host's is on a disk that takes its time. */
  private final class SlowDisk implements CertificateTable {
    final CountDownLatch asked = new CountDownLatch(1);
    final CountDownLatch there = new CountDownLatch(1);
    final Set<String> readers = ConcurrentHashMap.newKeySet();
    final AtomicInteger reads = new AtomicInteger();
    final boolean damaged;

    SlowDisk(boolean damaged) {
      this.damaged = damaged;
    }

    @Override
    public boolean isAtHand(String host) {
      return !host.equals(HOST);
    }

    @Override
    public @Nullable HostCertificate find(String host) {
      if (host.equals(HOST)) {
        reads.incrementAndGet();
        readers.add(Thread.currentThread().getName());
        asked.countDown();
        await(there);
        if (damaged) {
          throw new IllegalStateException("the disk is damaged");
        }
      }
      return sound.find(host);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private EdgeRig rig(SlowDisk disk) throws Exception {
    EdgeRig rig = new EdgeRig(disk, ONE_LOOP, Domains.of(HOST), Domains.of(OTHER));
    rig.authority = RawClient.certificate(folder.resolve("ca.pem"));
    return rig;
  }

  @Test
  void aHostThatIsReadFromDiskHoldsUpNoOtherAndGetsItsHandshake() throws Exception {
    SlowDisk disk = new SlowDisk(false);
    try (EdgeRig rig = rig(disk);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> cold = clients.submit(() -> robots(rig, HOST));
      await(disk.asked);
      assertThat(robots(rig, OTHER)).startsWith("HTTP/1.1 200 ");
      assertThat(cold.isDone()).isFalse();

      disk.there.countDown();
      assertThat(cold.get(SECONDS_MAX, TimeUnit.SECONDS)).startsWith("HTTP/1.1 200 ");
      assertThat(disk.readers).allMatch(name -> name.startsWith("edge-certificates"));
    }
  }

  @Test
  void aClientThatDoesNotWaitForTheDiskLeavesNothingBehind() throws Exception {
    SlowDisk disk = new SlowDisk(false);
    try (EdgeRig rig = rig(disk)) {
      try (RawClient _ = RawClient.plain(rig.https()).send(ClientHello.forHost(HOST).text())) {
        await(disk.asked);
      }
      disk.there.countDown();
      assertThat(robots(rig, HOST)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aClientThatDoesNotWaitForTheDiskIsNotInTheLog() throws Exception {
    SlowDisk disk = new SlowDisk(false);
    try (EdgeRig rig = rig(disk)) {
      try (RawClient client = RawClient.plain(rig.https())) {
        client.send(ClientHello.forHost(HOST).text());
        await(disk.asked);
      }
      Eventually.await(
          "gone", Duration.ofSeconds(SECONDS_MAX), () -> rig.edge.openConnections() == 0);
      disk.there.countDown();
      assertThat(robots(rig, HOST)).startsWith("HTTP/1.1 200 ");
    }
    assertThat(netty.of(Level.WARN)).isEmpty();
  }

  @Test
  void aHostThatCannotBeServedIsNamedOnceAMinuteHoweverManyAskForIt() throws Exception {
    SlowDisk disk = new SlowDisk(true);
    disk.there.countDown();
    try (EdgeRig rig = rig(disk)) {
      for (int i = 0; i < 3; i++) {
        assertThat(ClientHello.forHost(HOST).answerFrom(rig.https())).contains(80);
      }
    }
    assertThat(unserved.of(Level.ERROR)).singleElement().asString().startsWith(HOST + ": ");
  }

  @Test
  void nothingIsReadForClientsThatHaveLeft() throws Exception {
    SlowDisk disk = new SlowDisk(false);
    Duration max = Duration.ofSeconds(SECONDS_MAX);
    try (EdgeRig rig = rig(disk)) {
      for (int client = 1; client <= 20; client++) {
        try (RawClient hello = RawClient.plain(rig.https())) {
          hello.send(ClientHello.forHost(HOST).text());
          int all = client;
          Eventually.await("accepted", max, () -> rig.edge.stats().connections() == all);
        }
        Eventually.await("gone", max, () -> rig.edge.openConnections() == 0);
      }
      disk.there.countDown();
      assertThat(robots(rig, HOST)).startsWith("HTTP/1.1 200 ");
      assertThat(disk.reads).as("two that were begun, and the last").hasValueLessThanOrEqualTo(3);
    }
  }

  @Test
  void aHostThatCannotBeReadGetsInternalErrorAndIsCounted() throws Exception {
    SlowDisk disk = new SlowDisk(true);
    disk.there.countDown();
    try (EdgeRig rig = rig(disk)) {
      assertThat(ClientHello.forHost(HOST).answerFrom(rig.https()))
          .containsExactly(21, 3, 3, 0, 2, 2, 80);
      Duration max = Duration.ofSeconds(SECONDS_MAX);
      Eventually.await("gone", max, () -> rig.edge.openConnections() == 0);
      assertThat(rig.edge.stats().handshakeFailures()).isEqualTo(1);
      assertThat(disk.reads).as("times that the disk was asked").hasValue(1);
      assertThat(rig.edge.stats().unknownNames()).isZero();
      assertThat(robots(rig, OTHER)).startsWith("HTTP/1.1 200 ");
    }
  }

  private static String robots(EdgeRig rig, String host) throws IOException {
    try (RawClient client = rig.tls(host)) {
      return client.send(get(host, "/robots.txt")).response();
    }
  }
}
