package io.clickward.dns;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ZoneUpdateTest {
  /** As when the machine started before its name servers. */
  @Test
  void looksAServerUpThatHadNoAddressAtTheStart() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0)) {
      port = closed.getLocalPort();
    }
    ZoneUpdate zone =
        ZoneUpdate.of(
            "acme.example.test",
            InetSocketAddress.createUnresolved("localhost", port),
            "key",
            "hmac-sha256",
            "c2VjcmV0");

    assertThatThrownBy(() -> zone.deleteTxt("a.acme.example.test"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("acme.example.test at localhost")
        .hasMessageContaining("did not answer the update");
  }
}
