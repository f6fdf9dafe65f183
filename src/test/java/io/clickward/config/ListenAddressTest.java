package io.clickward.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
  @Test
  void readsNumbersAndLocalhostWithoutAskingAnybody() {
    assertThat(ListenAddress.parse("localhost:80")).isEqualTo(ListenAddress.parse("127.0.0.1:80"));
    assertThat(ListenAddress.parse("[::1]:80").toSocketAddress().getPort()).isEqualTo(80);
    assertThat(ListenAddress.parse("[::1]:80").isLoopback()).isTrue();
    assertThat(ListenAddress.parse("127.9.9.9:1").isLoopback()).isTrue();
    assertThat(ListenAddress.parse("0.0.0.0:0").isLoopback()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:8080", "0.0.0.0:0", "[2001:db8:0:0:0:0:0:1]:65535"})
  void writesWhatItReads(String text) {
    assertThat(ListenAddress.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":80",
        "80",
        "*:80",
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:65536",
        "127.0.0.1:-1",
        "127.1:80",
        "127.0.0.256:80",
        "1.2.3.4.5:80",
        "::1:80",
        "[::1]",
        "[::1%eth0]:80",
        "[127.0.0.1]:80",
        "[:]:80",
        "[1:2]:80",
        "example.com:80",
        "127.0.0.1:80 ",
        "١.0.0.1:80"
      })
  void refusesAnythingElse(String text) {
    assertThatThrownBy(() -> ListenAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
