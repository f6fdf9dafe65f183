package io.clickward.event;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Records on their way into a file. Outside of the heap, where only a collection gives memory back:
 * so a journal has one, whose files take turns, and not one for each time that a failing file is
 * opened anew. For the committing thread alone.
 */
final class RecordBuffer {
  private ByteBuffer bytes;

  RecordBuffer(int bytes) {
    this.bytes = ByteBuffer.allocateDirect(bytes);
  }

  /** How many bytes wait. */
  int waiting() {
    return bytes.position();
  }

  boolean hasRoomFor(byte[] record) {
    return bytes.remaining() >= record.length;
  }

  /** One more; an empty buffer grows where it has to. */
  void add(byte[] record) {
    if (bytes.capacity() < record.length) {
      bytes = ByteBuffer.allocateDirect(record.length);
    }
    bytes.put(record);
  }

  /**
   * Writes all that waits.
   *
   * @return where the file goes on
   */
  long flush(FileChannel channel, long at) throws IOException {
    long end = at;
    bytes.flip();
    while (bytes.hasRemaining()) {
      end += channel.write(bytes, end);
    }
    bytes.clear();
    return end;
  }

  /** Forgets what a file that failed has left. */
  void clear() {
    bytes.clear();
  }
}
