package io.clickward.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Reads the one thing of a ClientHello (RFC 8446 section 4.1.2) that Netty does not: its ALPN. */
final class ClientHello {
  private static final int VERSION_AND_RANDOM_BYTES = 2 + 32;
  private static final int ALPN_EXTENSION = 16;

  private ClientHello() {}

  /**
   * The protocols that the client offers (RFC 7301 section 3.1), each with its length before it.
   * Empty when it offers none, and for whatever cannot be read; nothing is taken from the buffer,
   * which has to outlive the answer.
   *
   * @param hello the body of the handshake message, without its four bytes of type and length
   */
  static ByteBuf protocols(ByteBuf hello) {
    try {
      ByteBuf in = hello.slice();
      in.skipBytes(VERSION_AND_RANDOM_BYTES);
      in.skipBytes(in.readUnsignedByte()); // session id
      in.skipBytes(in.readUnsignedShort()); // cipher suites
      in.skipBytes(in.readUnsignedByte()); // compression methods
      return alpn(in.readSlice(in.readUnsignedShort()));
    } catch (IndexOutOfBoundsException e) {
      return Unpooled.EMPTY_BUFFER;
    }
  }

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

  /** Whether this protocol and no other is offered. */
  static boolean isOnly(String protocol, ByteBuf names) {
    return names.readableBytes() == protocol.length() + 1
        && isAt(names.readerIndex(), protocol, names);
  }

  static boolean has(String protocol, ByteBuf names) {
    int at = names.readerIndex();
    while (at < names.writerIndex() && !isAt(at, protocol, names)) {
      at += 1 + names.getUnsignedByte(at);
    }
    return at < names.writerIndex();
  }

  private static boolean isAt(int at, String protocol, ByteBuf names) {
    int length = protocol.length();
    return names.getUnsignedByte(at) == length
        && at + length < names.writerIndex()
        && names.toString(at + 1, length, US_ASCII).equals(protocol);
  }
}
