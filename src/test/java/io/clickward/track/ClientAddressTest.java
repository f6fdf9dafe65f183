package io.clickward.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.IpDetail;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.255, 192.0.2.255, 192.0.2.0",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1, 2001:db8::",
    "2001:0db8:0001:0002:0003:0004:0005:0006, 2001:db8:1:2:3:4:5:6, 2001:db8:1::",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1, 2001:db8::",
    "::1, ::1, ::",
    "fe80::, fe80::, fe80::"
  })
  void writesAnAddressAsRfc5952Does(String address, String full, String truncated)
      throws Exception {
    byte[] bytes = InetAddress.getByName(address).getAddress();
    assertThat(ClientAddress.text(bytes, IpDetail.FULL)).isEqualTo(full);
    assertThat(ClientAddress.text(bytes, IpDetail.TRUNCATED)).isEqualTo(truncated);
  }

  @Test
  void saysNothingWhenNothingIsKept() {
    assertThat(ClientAddress.text(new byte[] {1, 2, 3, 4}, IpDetail.NONE)).isEmpty();
  }
}
