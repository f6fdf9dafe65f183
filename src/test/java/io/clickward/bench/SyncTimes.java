package io.clickward.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Prints how long a folder's disk takes to make 4 KiB durable: median and 99th percentile in
 * microseconds of as many appends, each with its fdatasync. Arguments: the folder, how many.
 */
final class SyncTimes {
  private static final int BYTES = 4096;

  private SyncTimes() {}

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]).resolve("sync-times");
    long[] nanos = new long[Integer.parseInt(arguments[1])];
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < nanos.length; i++) {
        long start = System.nanoTime();
        channel.write(ByteBuffer.allocate(BYTES));
        channel.force(false);
        nanos[i] = System.nanoTime() - start;
      }
    } finally {
      Files.deleteIfExists(file);
    }
    Arrays.sort(nanos);
    System.out.printf("%d %d%n", micros(nanos, 50), micros(nanos, 99));
  }

  private static long micros(long[] sorted, int percent) {
    return sorted[(sorted.length - 1) * percent / 100] / 1000;
  }
}
