package io.clickward.event;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel's copies of what is on disk. A log that only grows fills memory with pages that nobody
 * will read again, and takes a new one for all it writes; on a virtual machine, one that the host
 * has to find first.
 */
final class PageCache {
  private static final Logger log = LoggerFactory.getLogger(PageCache.class);

  /** {@code O_RDONLY | O_CLOEXEC} on Linux. */
  private static final int READ = 0x80000;

  /** {@code POSIX_FADV_DONTNEED} on Linux. */
  private static final int DONT_NEED = 4;

  private PageCache() {}

  /** The C library's functions, looked up when they are first needed: that takes some 50 ms. */
  private static final class Native {
    static final Optional<MethodHandle> OPEN =
        function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    static final Optional<MethodHandle> ADVISE =
        function(
            "posix_fadvise",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    static final Optional<MethodHandle> CLOSE =
        function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    @SuppressWarnings("restricted") // ./clickward enables native access
    private static Optional<MethodHandle> function(String name, FunctionDescriptor shape) {
      Linker linker = Linker.nativeLinker();
      return linker.defaultLookup().find(name).map(at -> linker.downcallHandle(at, shape));
    }
  }

  /**
   * Tells the kernel that nobody needs the first bytes of a file in memory. They can be read all
   * the same, from the disk. It is advice: where it cannot be given, nothing changes.
   */
  static void forget(Path file, long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(file.toAbsolutePath().toString());
      int open = (int) Native.OPEN.orElseThrow().invokeExact(name, READ);
      if (open >= 0) {
        int _ = (int) Native.ADVISE.orElseThrow().invokeExact(open, 0L, bytes, DONT_NEED);
        int _ = (int) Native.CLOSE.orElseThrow().invokeExact(open);
      }
    } catch (Throwable e) { // what a method handle may throw
      log.debug("{}: the kernel keeps its pages", file, e);
    }
  }
}
