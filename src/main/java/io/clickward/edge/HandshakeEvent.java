package io.clickward.edge;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** For Flight Recorder: a TLS handshake was finished. */
@Name("io.clickward.Handshake")
@Label("TLS handshake")
@Category("Clickward")
@StackTrace(false)
final class HandshakeEvent extends Event {
  @Label("Version")
  String version = "";

  @Label("Cipher suite")
  String suite = "";

  @Label("Resumed")
  boolean resumed;

  @Label("HTTP/2")
  boolean http2;

  @Label("Time")
  @Description("From the connection's first moment: the client's round trips are in it")
  @Timespan(Timespan.NANOSECONDS)
  long time;
}
