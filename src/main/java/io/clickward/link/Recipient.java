package io.clickward.link;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Who a link was sent to, as far as the domain's tracking mode lets the link say so. */
public sealed interface Recipient {
  /** The text that events carry: empty, 32 lower-case hexadecimal digits, or the caller's value. */
  String text();

  /** Nobody in particular. */
  record Anonymous() implements Recipient {
    @Override
    public String text() {
      return "";
    }
  }

  /** A keyed digest of 16 bytes, the same for every mail of one account to one address. */
  record Pseudonym(long high, long low) implements Recipient {
    static final int BYTES = 16;

    /** Takes the first 16 bytes of a digest. */
    static Pseudonym of(byte[] digest) {
      ByteBuffer bytes = ByteBuffer.wrap(digest);
      return new Pseudonym(bytes.getLong(), bytes.getLong());
    }

    byte[] bytes() {
      return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    @Override
    public String text() {
      return HexFormat.of().formatHex(bytes());
    }
  }

  /** The value that the caller gave: 1 to 255 bytes of UTF-8. */
  record Identified(String value) implements Recipient {
    static final int BYTES_MAX = 255;

    public Identified {
      int bytes = Utf8.encode("recipient", value).length;
      if (bytes < 1 || bytes > BYTES_MAX) {
        throw new IllegalArgumentException(
            "recipient has %d bytes; an identified recipient has 1 to %d"
                .formatted(bytes, BYTES_MAX));
      }
    }

    @Override
    public String text() {
      return value;
    }
  }
}
