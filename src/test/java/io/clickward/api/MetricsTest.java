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
}
