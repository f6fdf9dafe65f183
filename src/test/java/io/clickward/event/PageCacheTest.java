package io.clickward.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class PageCacheTest {
  private static final int HALF_BYTES = 4 << 20;

  @TempDir(cleanup = CleanupMode.ALWAYS)
  Path folder;

  @Test
  void forgetsTheBeginningOfAFileAndNothingElse() throws Exception {
    Path file = onDisk("journal");
    PageCache.forget(file, HALF_BYTES);
    assertThat(isInMemory(file, 0)).isFalse();
    assertThat(isInMemory(file, HALF_BYTES)).isTrue();
    assertThat(Files.readAllBytes(file)).containsOnly('x');
  }

  @Test
  void aNameThatLeadsNowhereIsNoError() {
    PageCache.forget(folder.resolve("gone"), HALF_BYTES);
  }

  private Path onDisk(String name) throws IOException {
    byte[] bytes = new byte[2 * HALF_BYTES];
    Arrays.fill(bytes, (byte) 'x');
    Path file = Files.write(folder.resolve(name), bytes);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    return file;
  }

  private static boolean isInMemory(Path file, long from) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.map(MapMode.READ_ONLY, from, HALF_BYTES).isLoaded();
    }
  }
}
