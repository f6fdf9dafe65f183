package io.clickward.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MetricsTest {
  @Test
  void goesOnCountingWhenTheCollectorHasRun() {
    AtomicLong count = new AtomicLong(1);
    Metrics metrics = new Metrics().counter("some.count", "A count", count::get);
    System.gc();
    count.set(7);
    assertThat(metrics.text()).contains("some_count_total 7.0");
  }

  @Test
  void tellsThePausesOfEachCollector() {
    System.gc();
    assertThat(new Metrics().text())
        .containsPattern("jvm_gc_pause_seconds_count\\{gc=\"[^\"]+\"} [1-9]")
        .contains("jvm_gc_pause_seconds_sum{gc=");
  }

  @Test
  void tellsCountsOfOneNameApartByTheirLabels() {
    Metrics metrics =
        new Metrics()
            .counter("some.count", "A count", () -> 1, "kind", "a")
            .counter("some.count", "A count", () -> 2, "kind", "b");
    assertThat(metrics.text())
        .contains("some_count_total{kind=\"a\"} 1.0", "some_count_total{kind=\"b\"} 2.0");
  }

  @Test
  void writesADistributionWithRunningCounts() {
    Metrics metrics =
        new Metrics()
            .histogram(
                "some.wait.seconds",
                "A wait",
                () -> new Metrics.Distribution(new double[] {0.1, 1}, new long[] {3, 2, 1}, 4.5));
    assertThat(metrics.text())
        .contains(
            "# TYPE some_wait_seconds histogram",
            "some_wait_seconds_bucket{le=\"0.1\"} 3",
            "some_wait_seconds_bucket{le=\"1.0\"} 5",
            "some_wait_seconds_bucket{le=\"+Inf\"} 6",
            "some_wait_seconds_count 6",
            "some_wait_seconds_sum 4.5");
  }
}
