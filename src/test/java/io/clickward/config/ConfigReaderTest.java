package io.clickward.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigReaderTest {
  @Test
  void readsTheExample() throws ConfigException {
    Config config = ConfigReader.read(Path.of("docs/examples/clickward.yaml"), Map.of());
    assertThat(config.domains()).hasSize(1);
  }
}
