package io.clickward.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainServeTest {
  @Test
  void isServeWithAConfigurationAndNothingElse() {
    assertThat(PlainServe.isMeantBy("serve", "--config", "clickward.yaml")).isTrue();
    assertThat(PlainServe.isMeantBy("serve", "--config", "a b/c.yaml")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "serve",
        "serve --config",
        "serve --config=clickward.yaml",
        "serve --config --help",
        "serve --config clickward.yaml --help",
        "check-config --config clickward.yaml",
        "serve --help clickward.yaml",
      })
  void leavesEverythingElseToTheLibrary(String line) {
    assertThat(PlainServe.isMeantBy(line.split(" "))).isFalse();
  }
}
