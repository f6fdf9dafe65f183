package io.clickward.event;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a day's file.
 *
 * @param base the offset at which the file begins: 0, or more when it took the place of another
 *     file of its day, so that no offset of a day ever means two events
 */
record DayHeader(long base) {
  static final int BYTES = 24;

  private static final long MAGIC = 0x43_4c_49_43_4b_57_52_44L; // CLICKWRD
  private static final int FORMAT = 1;

  /**
   * Reads the header; null when the file is none of ours, or its writer has not finished making it.
   *
   * @throws IOException when the file's format is newer than this program
   */
  static @Nullable DayHeader read(FileChannel channel, Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    if (channel.read(bytes, 0) < BYTES || bytes.flip().getLong() != MAGIC) {
      return null;
    }
    int format = bytes.getInt();
    if (format > FORMAT) {
      throw new IOException(
          "%s has format %d; expected at most %d. Start the newer Clickward that wrote it."
              .formatted(file, format, FORMAT));
    }
    bytes.getInt(); // kept free
    return new DayHeader(bytes.getLong());
  }

  void write(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(MAGIC).putInt(FORMAT).putInt(0).putLong(base).flip();
    channel.write(bytes, 0);
  }

  /** The offset of the first record. */
  long first() {
    return base + BYTES;
  }
}
