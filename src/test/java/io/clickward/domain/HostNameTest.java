package io.clickward.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  /** The first four are the examples of UTS 46, the next is how ICU reads a capital sharp s. */
  @ParameterizedTest
  @CsvSource({
    "fa\u00DF.example, xn--fa-hia.example",
    "\u03B2\u03CC\u03BB\u03BF\u03C2.example, xn--nxasmm1c.example",
    "\u0DC1\u0DCA\u200D\u0DBB\u0DD3.example, xn--10cl1a0b660p.example",
    "\u0646\u0627\u0645\u0647\u200C\u0627\u06CC.example, xn--mgba3gch31f060k.example",
    "FA\u1E9E.example, xn--fa-hia.example",
    "www.fa\u00DF.b\u00FCcher.example., www.xn--fa-hia.xn--bcher-kva.example",
    "fa\u00DF\uFF0Eexample\uFF61, xn--fa-hia.example",
    "\u039F\u0394\u039F\u03A3.example, xn--pxavbq.example",
    "XN--FA-HIA.example, xn--fa-hia.example",
    "li\u00ADnks.\u1E9E\u180F.example, links.xn--zca.example",
  })
  void readsUnicodeAsBrowsersDo(String text, String host) {
    assertThat(HostName.parse(text).value()).isEqualTo(host);
    assertThat(HostName.parseDestination(text).value()).isEqualTo(host);
  }

  @Test
  void refusesALabelThatIsTooLong() {
    assertThatThrownBy(() -> HostName.parseDestination("\u00DF".repeat(9_000) + ".example"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"my_shop.example", "_a.example", "shop-.example", "-.example"})
  void readsAHostThatLinksLeadToThoughItIsNoHostName(String text) {
    assertThat(HostName.parseDestination(text).value()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "localhost", "a..example", "192.0.2.1", "a.example:80", "[::1]"})
  void refusesWhatIsNoNameOfADestination(String text) {
    assertThatThrownBy(() -> HostName.parseDestination(text))
        .hasMessageContaining("hyphens and underscores");
  }

  @Test
  void refusesANameLongerThanDnsCarries() {
    assertThatThrownBy(() -> HostName.parse("a.".repeat(127) + "example"))
        .hasMessageContaining("at most 253");
  }
}
