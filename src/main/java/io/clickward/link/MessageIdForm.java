package io.clickward.link;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * How a message id is packed. The first form of UUID, decimal, hexadecimal and text that gives it
 * back exactly is taken; the codes are part of the token format.
 */
enum MessageIdForm {
  /** Any text: its length in bytes and its UTF-8. */
  TEXT(0, "(?s).*") {
    @Override
    void write(String id, PlaintextWriter out) {
      out.bytesWithLength(Utf8.encode("message id", id));
    }

    @Override
    String read(PlaintextReader in) {
      return Utf8.decode(in.bytesWithLength());
    }
  },

  /** A UUID in lower case: its 16 bytes. */
  UUID_BYTES(1, "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}") {
    @Override
    void write(String id, PlaintextWriter out) {
      UUID uuid = UUID.fromString(id);
      out.bytes(
          ByteBuffer.allocate(16)
              .putLong(uuid.getMostSignificantBits())
              .putLong(uuid.getLeastSignificantBits())
              .array());
    }

    @Override
    String read(PlaintextReader in) {
      ByteBuffer bytes = ByteBuffer.wrap(in.bytes(16));
      return new UUID(bytes.getLong(), bytes.getLong()).toString();
    }
  },

  /** A decimal number without leading zeros and of at most 18 digits: a varint. */
  DECIMAL(2, "0|[1-9][0-9]{0,17}") {
    @Override
    void write(String id, PlaintextWriter out) {
      out.varint(Long.parseLong(id));
    }

    @Override
    String read(PlaintextReader in) {
      return Long.toString(in.varint());
    }
  },

  /** Pairs of lower-case hexadecimal digits: the length in bytes and the bytes. */
  HEX(3, "(?:[0-9a-f]{2})+") {
    @Override
    void write(String id, PlaintextWriter out) {
      out.bytesWithLength(HexFormat.of().parseHex(id));
    }

    @Override
    String read(PlaintextReader in) {
      return HexFormat.of().formatHex(in.bytesWithLength());
    }
  };

  private static final List<MessageIdForm> SHORTEST_FIRST = List.of(UUID_BYTES, DECIMAL, HEX, TEXT);

  /** They are declared in the order of their codes. */
  private static final List<MessageIdForm> BY_CODE = List.of(values());

  /** The two bits that say which form it is. */
  final int code;

  private final Pattern pattern;

  MessageIdForm(int code, String pattern) {
    this.code = code;
    this.pattern = Pattern.compile(pattern);
  }

  static MessageIdForm of(String id) {
    return first(form -> form.pattern.matcher(id).matches());
  }

  static MessageIdForm ofCode(int code) {
    return BY_CODE.get(code);
  }

  private static MessageIdForm first(Predicate<MessageIdForm> wanted) {
    for (MessageIdForm form : SHORTEST_FIRST) {
      if (wanted.test(form)) {
        return form;
      }
    }
    throw new IllegalArgumentException("message id has no form");
  }

  abstract void write(String id, PlaintextWriter out);

  abstract String read(PlaintextReader in);
}
