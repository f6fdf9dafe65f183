package io.clickward.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {
  @Test
  void comparesInLowerCaseWithoutTheRootDot() {
    assertThat(HostName.parse("Links.Example.COM.")).isEqualTo(HostName.parse("links.example.com"));
    assertThat(HostName.parse("links.example.com\u3002").value()).isEqualTo("links.example.com");
    assertThat(HostName.parse("links.example.com\uFF61").value()).isEqualTo("links.example.com");
  }

  @Test
  void readsAnInternationalNameAsItsALabels() {
    assertThat(HostName.parse("links.bücher.example").value())
        .isEqualTo("links.xn--bcher-kva.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "localhost",
        "links_.example",
        "-a.example",
        "a-.example",
        "a..example",
        "a.example..",
        "192.0.2.1",
        "a.example:80",
        "a.example/",
        "[::1]"
      })
  void refusesWhatIsNoHostName(String text) {
    assertThatThrownBy(() -> HostName.parse(text)).hasMessageContaining("expected labels");
  }

  @Test
  void refusesANameLongerThanDnsCarries() {
    assertThatThrownBy(() -> HostName.parse("a.".repeat(127) + "example"))
        .hasMessageContaining("at most 253");
  }
}
