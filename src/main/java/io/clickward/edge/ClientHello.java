package io.clickward.edge;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Reads the one thing of a ClientHello (RFC 8446 section 4.1.2) that Netty does not: its ALPN. */
final class ClientHello {
  private static final int VERSION_AND_RANDOM_BYTES = 2 + 32;
  private static final int ALPN_EXTENSION = 16;

  private ClientHello() {}

  /**
   * Whether the client offers this protocol and no other (RFC 7301 section 3.1). False for whatever
   * cannot be read; nothing is taken from the buffer.
   *
   * @param hello the body of the handshake message, without its four bytes of type and length
   */
  static boolean offersOnly(String protocol, ByteBuf hello) {
    try {
      ByteBuf in = hello.slice();
      in.skipBytes(VERSION_AND_RANDOM_BYTES);
      in.skipBytes(in.readUnsignedByte()); // session id
      in.skipBytes(in.readUnsignedShort()); // cipher suites
      in.skipBytes(in.readUnsignedByte()); // compression methods
      return isOnly(protocol, alpn(in.readSlice(in.readUnsignedShort())));
    } catch (IndexOutOfBoundsException e) {
      return false;
    }
  }

  /** The protocol name list, empty when there is none. */
  private static ByteBuf alpn(ByteBuf extensions) {
    while (extensions.isReadable()) {
      int type = extensions.readUnsignedShort();
      ByteBuf content = extensions.readSlice(extensions.readUnsignedShort());
      if (type == ALPN_EXTENSION) {
        return content.readSlice(content.readUnsignedShort());
      }
    }
    return extensions;
  }

  private static boolean isOnly(String protocol, ByteBuf names) {
    return names.readableBytes() == protocol.length() + 1
        && names.readUnsignedByte() == protocol.length()
        && names.toString(StandardCharsets.US_ASCII).equals(protocol);
  }
}
