package io.clickward.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class OldGenerationTest {
  private static final long MIB = 1 << 20;

  @Test
  void isCollectedWhenItHoldsTwiceWhatIsLive() {
    assertThat(OldGeneration.isDue(99 * MIB, 50 * MIB)).isFalse();
    assertThat(OldGeneration.isDue(101 * MIB, 50 * MIB)).isTrue();
  }

  @Test
  void isLeftAloneWhileItIsSmall() {
    assertThat(OldGeneration.isDue(40 * MIB, MIB)).isFalse();
    assertThat(OldGeneration.isDue(50 * MIB, 0)).isTrue();
  }

  @Test
  void shrinksAgainUnderTheCollectorThatClickwardRunsWith() throws Exception {
    Process filling =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xms64m",
                "-Xmn8m",
                "-cp",
                System.getProperty("java.class.path"),
                Filling.class.getName())
            .redirectErrorStream(true)
            .start();
    String[] mib = new String(filling.getInputStream().readAllBytes(), US_ASCII).strip().split(" ");
    assertThat(mib).hasSize(2);
    assertThat(Integer.parseInt(mib[0])).as("filled").isGreaterThan(150);
    assertThat(Integer.parseInt(mib[1])).as("after a look").isLessThan(20);
  }

  /** Fills the old generation with what lived for a moment only, and says what a look leaves. */
  static final class Filling {
    public static void main(String[] arguments) {
      MemoryPoolMXBean pool =
          ManagementFactory.getMemoryPoolMXBeans().stream()
              .filter(each -> each.getName().equals("Tenured Gen"))
              .findFirst()
              .orElseThrow();
      byte[][] shortLived = new byte[200][];
      for (int i = 0; i < shortLived.length; i++) {
        shortLived[i] = new byte[(int) MIB];
      }
      Arrays.fill(shortLived, null);
      long filled = pool.getUsage().getUsed();
      OldGeneration.look();
      System.out.println(filled / MIB + " " + pool.getUsage().getUsed() / MIB);
    }
  }
}
