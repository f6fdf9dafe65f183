package io.clickward.testing;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * What this process holds outside the Java heap, as the C library counts it.
 *
 * @param allocatedBytes what was allocated by malloc and not freed
 * @param residentBytes the whole process in memory, the Java heap included
 */
public record NativeMemory(long allocatedBytes, long residentBytes) {
  /** The fields of glibc's struct mallinfo2, all of type size_t. */
  private static final int FIELDS = 10;

  private static final int SAMPLES = 10;
  private static final int SAMPLE_MILLIS = 300;
  private static final int MAPPED_BYTES = 4;
  private static final int USED_BYTES = 7;

  private static final StructLayout MALLINFO2 =
      MemoryLayout.structLayout(
          IntStream.range(0, FIELDS)
              .mapToObj(_ -> ValueLayout.JAVA_LONG)
              .toArray(MemoryLayout[]::new));

  /** Now. */
  @SuppressWarnings("restricted") // a call of a function that takes nothing and returns a struct
  public static NativeMemory now() throws IOException {
    Linker linker = Linker.nativeLinker();
    MethodHandle mallinfo2 =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("mallinfo2"), FunctionDescriptor.of(MALLINFO2));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = (MemorySegment) mallinfo2.invokeExact((SegmentAllocator) arena);
      long allocated =
          info.getAtIndex(ValueLayout.JAVA_LONG, MAPPED_BYTES)
              + info.getAtIndex(ValueLayout.JAVA_LONG, USED_BYTES);
      return new NativeMemory(allocated, resident());
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The least within a few seconds: a compiler of the JVM at work holds megabytes that mean
   * nothing.
   */
  public static NativeMemory settled() throws IOException, InterruptedException {
    NativeMemory least = now();
    for (int i = 0; i < SAMPLES; i++) {
      System.gc();
      Thread.sleep(SAMPLE_MILLIS);
      NativeMemory next = now();
      least = next.allocatedBytes < least.allocatedBytes ? next : least;
    }
    return least;
  }

  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public String toString() {
    return "%d KiB allocated, %d KiB resident".formatted(allocatedBytes >> 10, residentBytes >> 10);
  }
}
