package io.clickward.edge;

import static io.clickward.edge.EdgeRig.HOST;
import static io.clickward.edge.EdgeRig.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.ClientHello;
import io.clickward.testing.Memory;
import io.clickward.testing.RawClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handshakes for names that are not ours (invariant 5). */
class UnknownNamesTest {
  private static final int UNKNOWN = Boolean.getBoolean("long") ? 300_000 : 10_000;
  private static final int WARM_UP = UNKNOWN / 10;
  private static final int KNOWN = 300;
  private static final int CLIENTS = 2;
  private static final long GROWTH_BYTES_MAX = 4L << 20;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @TempDir private Path folder;

  @Test
  void anUnknownNameCostsLessThanAKnownHostAndLeavesNothingBehind() throws Exception {
    try (EdgeRig rig = EdgeRig.withTwoDomains(folder)) {
      each(WARM_UP, i -> refuse(rig, i));
      each(KNOWN / 5, _ -> shakeHands(rig));
      long live = Memory.liveBytes();
      double unknownMicros =
          cpuMicros(() -> each(UNKNOWN - WARM_UP, i -> refuse(rig, i)), UNKNOWN - WARM_UP);
      long grown = Memory.liveBytes() - live;
      double knownMicros = cpuMicros(() -> each(KNOWN, _ -> shakeHands(rig)), KNOWN);
      System.out.printf(
          "Unknown names: %d handshakes, %.1f us CPU of the edge each, a known host's %.1f us (%.2f times), %d KiB grown%n",
          UNKNOWN, unknownMicros, knownMicros, unknownMicros / knownMicros, grown >> 10);
      assertThat(rig.edge.stats().unknownNames()).isEqualTo(UNKNOWN);
      assertThat(rig.edge.stats().handshakes()).isEqualTo(KNOWN + KNOWN / 5);
      assertThat(unknownMicros).isLessThan(knownMicros);
      assertThat(grown).isLessThan(GROWTH_BYTES_MAX);
      assertThat(rig.edge.openConnections()).isZero();
    }
  }

  private static void refuse(EdgeRig rig, int i) throws IOException {
    String name = "n%08d.of.strangers.a.example".formatted(i);
    byte[] answer = ClientHello.forName(name).answerFrom(rig.https());
    assertThat(answer).containsExactly(21, 3, 3, 0, 2, 2, 112);
  }

  private static void shakeHands(EdgeRig rig) throws IOException {
    try (RawClient client = rig.tls(HOST)) {
      client.send(get(HOST, "/robots.txt")).response();
    }
  }

  private interface Doing {
    void once(int i) throws Exception;
  }

  private interface Work {
    void all() throws Exception;
  }

  private static void each(int count, Doing doing) throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> all =
          IntStream.range(0, CLIENTS)
              .<Future<?>>mapToObj(client -> clients.submit(() -> share(client, count, doing)))
              .toList();
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  private static Void share(int client, int count, Doing doing) throws Exception {
    for (int i = client; i < count; i += CLIENTS) {
      doing.once(i);
    }
    return null;
  }

  private static double cpuMicros(Work work, int count) throws Exception {
    long before = edgeCpuNanos();
    work.all();
    return (edgeCpuNanos() - before) / 1000.0 / count;
  }

  private static long edgeCpuNanos() {
    long nanos = 0;
    for (long id : THREADS.getAllThreadIds()) {
      var thread = THREADS.getThreadInfo(id);
      if (thread != null && thread.getThreadName().startsWith("edge-")) {
        nanos += THREADS.getThreadCpuTime(id);
      }
    }
    return nanos;
  }
}
