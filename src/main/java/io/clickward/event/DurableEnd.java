package io.clickward.event;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * How far the journal is on disk, as its writer tells the readers: {@code journal.end}. Written
 * after each sync and never synced itself, so after a power cut it may be behind, or gone, but
 * never ahead.
 *
 * @param day the day whose file is being written
 * @param offset the end of its last event on disk
 */
record DurableEnd(LocalDate day, long offset) {
  private static final int BYTES = 2 * Long.BYTES + Integer.BYTES;
  private static final int READS_MAX = 100;

  static Path file(JournalFolder folder) {
    return folder.path().resolve("journal.end");
  }

  /** What the file says; null when there is none that can be read. */
  static @Nullable DurableEnd read(JournalFolder folder) throws IOException {
    try (FileChannel channel = FileChannel.open(file(folder), StandardOpenOption.READ)) {
      DurableEnd end = null;
      // A read may meet a write half-way.
      for (int i = 0; end == null && i < READS_MAX; i++) {
        end = read(channel);
      }
      return end;
    } catch (NoSuchFileException _) {
      return null;
    }
  }

  private static @Nullable DurableEnd read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    if (channel.read(bytes, 0) < BYTES) {
      return null;
    }
    int sum = RecordReader.checksum(bytes.flip().slice(0, 2 * Long.BYTES));
    long day = bytes.getLong();
    long offset = bytes.getLong();
    return bytes.getInt() == sum ? new DurableEnd(LocalDate.ofEpochDay(day), offset) : null;
  }

  void write(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(day.toEpochDay()).putLong(offset);
    bytes.putInt(RecordReader.checksum(bytes.duplicate().flip())).flip();
    channel.write(bytes, 0);
  }
}
