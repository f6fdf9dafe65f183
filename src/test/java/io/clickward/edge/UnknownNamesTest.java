package io.clickward.edge;

import static io.clickward.edge.EdgeRig.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.ClientHello;
import io.clickward.testing.Eventually;
import io.clickward.testing.Memory;
import io.clickward.testing.NativeMemory;
import io.clickward.testing.RawClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
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
  private static final int KNOWN = 1_000;

  /** Of each kind: what is compared is compiled code. */
  private static final int WARM_UP = 1_000;

  private static final int CLIENTS = 2;

  /** A signature and the keys' agreement cost many times what a look-up does. */
  private static final double SHARE_MAX = 0.5;

  private static final long GROWTH_BYTES_MAX = 4L << 20;

  /**
   * Compilers of the JVM hold some megabytes now and then; one name's TLS engine has over 2 KiB.
   */
  private static final long NATIVE_BYTES_MAX = 16L << 20;

  private static final Duration END_MAX = Duration.ofSeconds(10);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @TempDir private Path folder;

  @Test
  void anUnknownNameCostsLessThanAKnownHostAndLeavesNothingBehind() throws Exception {
    try (EdgeRig rig = EdgeRig.withTwoDomains(folder)) {
      each(WARM_UP, _ -> shakeHands(rig));
      each(WARM_UP, i -> refuse(rig, i));
      Held before = held(rig);
      double unknownMicros = cpuMicros(() -> each(UNKNOWN, i -> refuse(rig, i)), UNKNOWN);
      Held grown = held(rig).since(before);
      double knownMicros = cpuMicros(() -> each(KNOWN, _ -> shakeHands(rig)), KNOWN);
      System.out.printf(
          "Unknown names: %d handshakes, %.1f us CPU of the edge each, a known host's %.1f us (%.2f times), grown by %s%n",
          UNKNOWN, unknownMicros, knownMicros, unknownMicros / knownMicros, grown);
      assertThat(rig.edge.stats().unknownNames()).isEqualTo(WARM_UP + UNKNOWN);
      assertThat(rig.edge.stats().handshakes()).isEqualTo(WARM_UP + KNOWN);
      assertThat(unknownMicros).isLessThan(knownMicros * SHARE_MAX);
      assertThat(grown.heapBytes).isLessThan(GROWTH_BYTES_MAX);
      assertThat(grown.nativeBytes).isLessThan(NATIVE_BYTES_MAX);
      assertThat(grown.bufferBytes).isLessThan(GROWTH_BYTES_MAX);
    }
  }

  /** Memory of this process by who has it: the heap, what was allocated beside it, the edge. */
  private record Held(long heapBytes, long nativeBytes, long bufferBytes) {
    Held since(Held before) {
      return new Held(
          heapBytes - before.heapBytes,
          nativeBytes - before.nativeBytes,
          bufferBytes - before.bufferBytes);
    }

    @Override
    public String toString() {
      return "%d KiB of heap, %d KiB beside it, %d KiB of buffers"
          .formatted(heapBytes >> 10, nativeBytes >> 10, bufferBytes >> 10);
    }
  }

  /** A client knows that it is refused before the connection is gone. */
  private static Held held(EdgeRig rig) throws Exception {
    Eventually.await("all ended", END_MAX, () -> rig.edge.openConnections() == 0);
    long buffers = rig.edge.bufferBytes();
    return new Held(Memory.liveBytes(), NativeMemory.settled().allocatedBytes(), buffers);
  }

  private static void refuse(EdgeRig rig, int i) throws IOException {
    String name = "n%08d.of.strangers.a.example".formatted(i);
    byte[] answer = ClientHello.forName(name).answerFrom(rig.https());
    assertThat(answer).containsExactly(21, 3, 3, 0, 2, 2, 112);
  }

  private static void shakeHands(EdgeRig rig) throws IOException {
    try (RawClient client = rig.tls(HOST)) {
      assertThat(client.finish()).isEmpty();
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
