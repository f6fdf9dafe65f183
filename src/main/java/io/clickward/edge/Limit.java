package io.clickward.edge;

/** A bound that strangers can run into, by the name that it has in the configuration. */
public enum Limit {
  HEADER_BYTES("headerBytesMax"),
  URL_BYTES("urlBytesMax"),
  PIPELINED("pipelinedMax"),
  STREAMS("streamsMax"),
  RESETS("resetsMax"),
  CONTINUATIONS("continuationsMax"),
  CONTROL_FRAMES("controlFramesMax"),
  IDLE_FRAMES("idleFramesMax"),
  CONNECTIONS("connectionsMax"),
  CONNECTIONS_PER_CLIENT("connectionsPerClientMax"),
  IDLE("idleTimeout"),
  HEADER("headerTimeout"),
  HANDSHAKE("handshakeTimeout");

  private final String key;

  Limit(String key) {
    this.key = key;
  }

  /** Its name below {@code limits}. */
  public String key() {
    return key;
  }
}
