package io.clickward.command;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ConfigOptionTest {
  @TempDir private Path folder;

  @Test
  void logsAsMuchAsTheConfigurationWants() throws Exception {
    Path file = Files.writeString(folder.resolve("clickward.yaml"), "log: {level: debug}");
    Logger ours = (Logger) LoggerFactory.getLogger("io.clickward");
    Level before = ours.getLevel();
    try {
      new ConfigOption(file).read();
      assertThat(ours.getLevel()).isEqualTo(Level.DEBUG);
    } finally {
      ours.setLevel(before);
    }
  }
}
