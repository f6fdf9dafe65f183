package io.clickward.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::8.8.8.8",
        "100::1",
        "2001::1",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:a00:1::",
        "2002:c0a8:101::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "ff02::1"
      })
  void refusesAnAddressThatIsNotPublic(String address) {
    assertThat(AddressPolicy.publicOnly().objection(InetAddress.ofLiteral(address))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "::ffff:8.8.8.8",
        "2001:4860:4860::8888",
        "2606:4700::1111",
        "64:ff9b::808:808",
        "2002:808:808::1",
        "2a00:1450::1",
        "2001:200::1"
      })
  void allowsAPublicAddress(String address) {
    assertThat(AddressPolicy.publicOnly().objection(InetAddress.ofLiteral(address))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1,false", "169.254.169.254,false", "8.8.8.8,true"})
  void looksIntoTheMappedFormInBytes(String inside, boolean allowed) throws Exception {
    byte[] mapped = new byte[16];
    mapped[10] = (byte) 0xFF;
    mapped[11] = (byte) 0xFF;
    System.arraycopy(InetAddress.ofLiteral(inside).getAddress(), 0, mapped, 12, 4);
    // Literals, and InetAddress.getByAddress, would make an IPv4 address of it.
    InetAddress address = Inet6Address.getByAddress(null, mapped, -1);
    assertThat(address.getAddress()).hasSize(16);
    assertThat(AddressPolicy.publicOnly().allows(address)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.1", "10.1.2.3"})
  void allowsWhatTheOperatorAllows(String address) {
    AddressPolicy policy = new AddressPolicy(a -> a.getAddress()[0] == 10);
    assertThat(policy.allows(InetAddress.ofLiteral(address))).isTrue();
    assertThat(policy.allows(InetAddress.ofLiteral("192.168.0.1"))).isFalse();
  }
}
