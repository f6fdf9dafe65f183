package io.clickward.event;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the records of a day's file. A record is its length, the CRC-32C of its bytes, and
 * its bytes; a length of zero is the end, for the space behind it has been filled with zeros.
 */
final class RecordReader {
  /** Length and checksum. */
  static final int HEAD_BYTES = 2 * Integer.BYTES;

  /** Far more than the limits of a request allow; more is no record. */
  static final int RECORD_BYTES_MAX = 16 << 20;

  private static final int BUFFER_BYTES = 256 << 10;

  private final FileChannel channel;
  private final long limit;
  private final boolean limitIsEnd;

  /** What was read from the file and not given yet. */
  private ByteBuffer ahead = ByteBuffer.allocate(BUFFER_BYTES).flip();

  /** Where in the file {@link #ahead} ends. */
  private long readTo;

  /** Bytes that are no record stand where one should be. */
  static final class NoRecordException extends IOException {
    NoRecordException(long at) {
      super("no event at byte " + at);
    }
  }

  private RecordReader(FileChannel channel, long from, long limit, boolean limitIsEnd) {
    this.channel = channel;
    this.readTo = from;
    this.limit = limit;
    this.limitIsEnd = limitIsEnd;
  }

  /** Reads from an offset in the file to the last of its records. */
  static RecordReader toEnd(FileChannel channel, long from) throws IOException {
    return new RecordReader(channel, from, channel.size(), false);
  }

  /** Reads from an offset in the file to another, up to which all was records once. */
  static RecordReader upTo(FileChannel channel, long from, long end) {
    return new RecordReader(channel, from, end, true);
  }

  /** Whether more zeros stand before an offset than any record ends in. */
  static boolean isZerosBefore(FileChannel channel, long offset) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(EventRecord.ZEROS_AT_END_MAX + 1);
    channel.read(bytes, offset - bytes.capacity());
    return bytes.flip().mismatch(ByteBuffer.allocate(bytes.capacity())) < 0;
  }

  /** Whether nothing but zeros stands from an offset on. */
  static boolean isZerosFrom(FileChannel channel, long offset) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocate(BUFFER_BYTES);
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES);
    for (long at = offset; channel.read(bytes.clear(), at) > 0; at += bytes.limit()) {
      if (!bytes.flip().equals(zeros.slice(0, bytes.limit()))) {
        return false;
      }
    }
    return true;
  }

  /** Where the record begins that {@link #next} gives next. */
  long offset() {
    return readTo - ahead.remaining();
  }

  /**
   * The bytes of the next record, to be used before the next call; null at the end.
   *
   * @throws NoRecordException when what stands there was never written as a record, or not whole
   */
  @Nullable ByteBuffer next() throws IOException {
    int length = holds(HEAD_BYTES) ? ahead.getInt(ahead.position()) : 0;
    if (length == 0 && (!limitIsEnd || offset() == limit)) {
      return null;
    }
    if (length <= 0 || length > RECORD_BYTES_MAX || !holds(HEAD_BYTES + length)) {
      throw new NoRecordException(offset());
    }
    ByteBuffer record = ahead.slice(ahead.position() + HEAD_BYTES, length);
    if (checksum(record) != ahead.getInt(ahead.position() + Integer.BYTES)) {
      throw new NoRecordException(offset());
    }
    ahead.position(ahead.position() + HEAD_BYTES + length);
    return record;
  }

  /** The checksum of the bytes of a buffer on the heap, which stays as it is. */
  static int checksum(ByteBuffer record) {
    CRC32C crc = new CRC32C();
    crc.update(record.array(), record.arrayOffset() + record.position(), record.remaining());
    return (int) crc.getValue();
  }

  /** Reads until that many bytes are at hand; false when the file has no more. */
  private boolean holds(int bytes) throws IOException {
    if (ahead.remaining() < bytes) {
      fill(bytes);
    }
    return ahead.remaining() >= bytes;
  }

  private void fill(int bytes) throws IOException {
    ahead = bytes > ahead.capacity() ? ByteBuffer.allocate(bytes).put(ahead) : ahead.compact();
    ahead.limit((int) Math.min(ahead.capacity(), ahead.position() + limit - readTo));
    int read = 0;
    while (ahead.hasRemaining() && read >= 0) {
      read = channel.read(ahead, readTo);
      readTo += Math.max(read, 0);
    }
    ahead.flip();
  }
}
