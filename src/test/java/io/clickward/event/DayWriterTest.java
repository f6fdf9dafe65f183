package io.clickward.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DayWriterTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 21);
  private static final long GROUP_BYTES = 512 << 10;
  private static final long OPENED_AT = 5 << 20;

  private final List<Long> forgotten = new ArrayList<>();
  private final DayWriter writer = new DayWriter((_, _) -> new Growing(), DAY, Runnable::run);

  @Test
  void forgetsWhatReadersHaveHadTimeFor() throws Exception {
    writeUpTo(OPENED_AT + DayWriter.KEPT_BYTES);
    assertThat(forgotten).isEmpty();
    writeUpTo(OPENED_AT + DayWriter.KEPT_BYTES + (3 << 20));
    assertThat(forgotten)
        .containsExactly(OPENED_AT + (1 << 20), OPENED_AT + (2 << 20), OPENED_AT + (3 << 20));
  }

  private long end = OPENED_AT;

  private void writeUpTo(long offset) throws IOException {
    while (end < offset) {
      writer.write(List.of(new Waiting(Events.click("m"), null, 0)));
    }
  }

  /** A file of which each group takes half a megabyte. */
  private final class Growing implements DayFile {
    @Override
    public long end() {
      return end;
    }

    @Override
    public long commit(List<Waiting> group) {
      end += GROUP_BYTES;
      return end;
    }

    @Override
    public void forget(long before) {
      forgotten.add(before);
    }

    @Override
    public void close() {}

    @Override
    public void abandon() {}
  }
}
