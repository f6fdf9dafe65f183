package io.clickward.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationTest {
  @Test
  void aLocationHeaderCannotBeSplit() {
    assertThat(location("https://a.test/\r\nSet-Cookie: a=b\r\n\r\n<html>"))
        .isEqualTo("https://a.test/%0D%0ASet-Cookie:%20a=b%0D%0A%0D%0A<html>");
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.test/?q=%2f%2F%zz&a=b+c|d^e`{{name}}\"'<>#x#y",
    "HTTP://A.test:80/../a//b/./?",
    "https://user:pw@a.test/;p=1,2!*()~"
  })
  void whatIsPrintableStaysAsTheAuthorWroteIt(String url) {
    assertThat(location(url)).isEqualTo(url);
  }

  @Test
  void otherBytesAreEncodedOneByOne() {
    assertThat(location("https://a.test/gr\u00fc\u00dfe \t\0\u007f"))
        .isEqualTo("https://a.test/gr%C3%BC%C3%9Fe%20%09%00%7F");
  }

  @Test
  void isTextAsUtf8ReadsIt() {
    assertThat(Destination.of("https://a.example/x?y=%41".getBytes(UTF_8)).text())
        .isEqualTo("https://a.example/x?y=%41");
    assertThat(Destination.of("https://a.example/gr\u00fc\u00df e".getBytes(UTF_8)).text())
        .isEqualTo("https://a.example/gr\u00fc\u00df e");
    assertThat(Destination.of(new byte[] {'h', (byte) 0xFF}).text()).isEqualTo("h\uFFFD");
  }

  @Test
  void hasABound() {
    assertThat(Destination.of(new byte[8192]).bytes()).hasSize(8192);
    assertThatThrownBy(() -> Destination.of(new byte[8193])).hasMessageContaining("at most 8192");
  }

  @Test
  void neitherArrayIsItsOwn() {
    byte[] given = "https://a.test".getBytes(UTF_8);
    Destination destination = Destination.of(given);
    given[0] = 'x';
    destination.bytes()[0] = 'y';
    assertThat(destination.toLocation()).isEqualTo("https://a.test");
  }

  @Test
  void showsNothingInALog() {
    assertThat(Destination.of("https://a.test".getBytes(UTF_8)))
        .hasToString("Destination of 14 bytes");
  }

  private static String location(String url) {
    return Destination.of(url.getBytes(UTF_8)).toLocation();
  }
}
