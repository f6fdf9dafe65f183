package io.clickward.api;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the parts count, as Prometheus reads it. The parts keep plain counters and know nothing of
 * this; no metric has a label per domain, because strangers' domains would then be ours to store.
 */
public final class Metrics {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** The registry itself holds what it counts weakly, and a count that is gone stands still. */
  private final List<LongSupplier> counts = new ArrayList<>();

  /** Metrics of the process itself, to which the parts' are added. */
  @SuppressWarnings("resource") // lives as long as the process
  public Metrics() {
    new JvmMemoryMetrics().bindTo(registry);
    ManagementFactory.getGarbageCollectorMXBeans().forEach(this::timer);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /**
   * Asked when somebody reads it. Micrometer's own listens to the JVM instead, which tells it of
   * each collection at length: half a percent of the CPU under load.
   */
  private void timer(GarbageCollectorMXBean gc) {
    FunctionTimer.builder(
            "jvm.gc.pause",
            gc,
            GarbageCollectorMXBean::getCollectionCount,
            GarbageCollectorMXBean::getCollectionTime,
            TimeUnit.MILLISECONDS)
        .tag("gc", gc.getName())
        .description("Pauses for collecting garbage")
        .register(registry);
  }

  /**
   * A count that only grows. The name has dots; Prometheus sees underscores and {@code _total}.
   *
   * @param labels their names and values in turn
   */
  public Metrics counter(String name, String help, LongSupplier count, String... labels) {
    counts.add(count);
    FunctionCounter.builder(name, count, LongSupplier::getAsLong)
        .tags(labels)
        .description(help)
        .register(registry);
    return this;
  }

  /**
   * A value that rises and falls.
   *
   * @param labels their names and values in turn
   */
  public Metrics gauge(String name, String help, DoubleSupplier value, String... labels) {
    Gauge.builder(name, value, DoubleSupplier::getAsDouble)
        .tags(labels)
        .description(help)
        .strongReference(true)
        .register(registry);
    return this;
  }

  /** A distribution of values, in fixed bounds. */
  public Metrics histogram(String name, String help, Supplier<Distribution> values) {
    String prometheusName = name.replace('.', '_');
    registry.getPrometheusRegistry().register(() -> values.get().snapshot(prometheusName, help));
    return this;
  }

  /**
   * How often values fell between bounds.
   *
   * @param bounds ascending; above the last there is no bound
   * @param counts values up to each bound and over the one before, then those over the last
   * @param sum all values together
   */
  @SuppressWarnings("ArrayRecordComponent") // read once, by the snapshot
  public record Distribution(double[] bounds, long[] counts, double sum) {
    private HistogramSnapshot snapshot(String name, String help) {
      double[] upper = Arrays.copyOf(bounds, bounds.length + 1);
      upper[bounds.length] = Double.POSITIVE_INFINITY;
      Number[] numbers = Arrays.stream(counts).boxed().toArray(Number[]::new);
      return HistogramSnapshot.builder()
          .name(name)
          .help(help)
          .dataPoint(
              HistogramDataPointSnapshot.builder()
                  .classicHistogramBuckets(ClassicHistogramBuckets.of(upper, numbers))
                  .sum(sum)
                  .build())
          .build();
    }
  }

  /** Everything in Prometheus' text format. */
  public String text() {
    return registry.scrape();
  }
}
