package io.clickward.api;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

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
    new JvmGcMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** A count that only grows. The name has dots; Prometheus sees underscores and {@code _total}. */
  public Metrics counter(String name, String help, LongSupplier count) {
    counts.add(count);
    FunctionCounter.builder(name, count, LongSupplier::getAsLong)
        .description(help)
        .register(registry);
    return this;
  }

  /** A value that rises and falls. */
  public Metrics gauge(String name, String help, DoubleSupplier value) {
    Gauge.builder(name, value, DoubleSupplier::getAsDouble)
        .description(help)
        .strongReference(true)
        .register(registry);
    return this;
  }

  /** Everything in Prometheus' text format. */
  public String text() {
    return registry.scrape();
  }
}
