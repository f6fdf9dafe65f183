package io.clickward.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
  @Test
  void anAddressAloneIsARangeOfOne() {
    assertThat(AddressRange.parse("192.0.2.10")).isEqualTo(AddressRange.parse("192.0.2.10/32"));
    assertThat(AddressRange.parse("2001:db8::1").prefixBits()).isEqualTo(128);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.0.0/16", "10.128.0.0/9", "0.0.0.0/0", "::/0", "2001:db8::/33"})
  void readsRangesThatBeginWhereTheirPrefixSays(String text) {
    assertThat(AddressRange.parse(text).prefixBits())
        .isEqualTo(Integer.parseInt(text.substring(text.indexOf('/') + 1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10",
        "10.1",
        "10.1.0.0/",
        "10.1.0.0/-1",
        "10.1.0.0/33",
        "10.1.0.1/16",
        "10.128.0.0/8",
        "10.1.0.256",
        "10.1.0.0:80",
        "10.1.0.0/255.255.0.0",
        "proxy.example.com",
        "localhost",
        "[::1]",
        "::1%lo",
        "2001:db8::/129",
        "2001:db8::1/64",
        "::ffff:10.1.0.0/112",
        "1:2"
      })
  void refusesAnythingElse(String text) {
    assertThatThrownBy(() -> AddressRange.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
