package io.clickward.edge;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.internal.tcnative.SSL;
import javax.net.ssl.SSLEngine;

/** The kinds of TLS handshakes that can be finished here. */
public enum Handshake {
  FULL_1_2("1.2", false),
  RESUMED_1_2("1.2", true),
  FULL_1_3("1.3", false),
  RESUMED_1_3("1.3", true);

  private final String version;
  private final boolean resumed;

  Handshake(String version, boolean resumed) {
    this.version = version;
    this.resumed = resumed;
  }

  /** Which one an engine has made. The JDK's does not say whether it resumed: it counts as full. */
  static Handshake of(SSLEngine engine) {
    boolean resumed =
        engine instanceof ReferenceCountedOpenSslEngine openSsl
            && SSL.isSessionReused(openSsl.sslPointer());
    if (engine.getSession().getProtocol().equals("TLSv1.3")) {
      return resumed ? RESUMED_1_3 : FULL_1_3;
    }
    return resumed ? RESUMED_1_2 : FULL_1_2;
  }

  /** The version of TLS. */
  public String version() {
    return version;
  }

  /** Whether it went on with a session of an earlier one, without certificate and signature. */
  public boolean resumed() {
    return resumed;
  }
}
