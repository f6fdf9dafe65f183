package io.clickward.link;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What sealing, opening and refusing cost; the numbers are in docs/decisions/0003. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LinkBenchmark {
  private final LinkSeal seal = LinkSeal.of(Links.KEYRING, Links.HOST, 1);
  private final Link link =
      Links.click("https://www.example.com/collections/spring?utm_source=newsletter&id=4711");
  private final String token = seal.seal(link, Links.NOW);
  private final String forged = token.replace(token.charAt(40), token.charAt(41));
  private final String foreign = token + "=";

  /** Seals a link of 72 bytes of destination. */
  @Benchmark
  public String seals() {
    return seal.seal(link, Links.NOW);
  }

  /** Opens it. */
  @Benchmark
  public @Nullable Link opens() {
    return seal.open(token, LinkKind.CLICK);
  }

  /** Refuses a token that only the seal can tell from a good one. */
  @Benchmark
  public @Nullable Link refusesForged() {
    return seal.open(forged, LinkKind.CLICK);
  }

  /** Refuses a token by its characters. */
  @Benchmark
  public @Nullable Link refusesForeign() {
    return seal.open(foreign, LinkKind.CLICK);
  }

  /** Derives the keys of one host. */
  @Benchmark
  public LinkSeal derives() {
    return LinkSeal.of(Links.KEYRING, Links.HOST, 1);
  }
}
