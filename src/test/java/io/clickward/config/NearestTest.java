package io.clickward.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
  @Test
  void countsWhatHasToBeChanged() {
    assertThat(Nearest.distance("listen", "listen")).isZero();
    assertThat(Nearest.distance("listen", "LISTEN")).as("case is no mistake").isZero();
    assertThat(Nearest.distance("lisen", "listen")).isEqualTo(1);
    assertThat(Nearest.distance("lisstten", "listen")).isEqualTo(2);
    assertThat(Nearest.distance("litsen", "listen")).as("neighbours swapped").isEqualTo(1);
    assertThat(Nearest.distance("", "sync")).isEqualTo(4);
    assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
  }

  @Test
  void suggestsTheNearestWithinAThirdOfTheLetters() {
    List<String> words = List.of("sync", "async", "none");
    assertThat(Nearest.to("asink", words)).isEmpty();
    assertThat(Nearest.to("asinc", words)).contains("async");
    assertThat(Nearest.to("snyc", words)).contains("sync");
    assertThat(Nearest.to("", words)).isEmpty();
  }
}
