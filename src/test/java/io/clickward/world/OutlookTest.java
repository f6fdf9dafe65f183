package io.clickward.world;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.config.Config;
import io.clickward.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutlookTest {
  @TempDir private Path folder;

  @Test
  void namesTheKeyOfATrustFileThatIsGoneOrEmpty() throws Exception {
    Path file = folder.resolve("clickward.yaml");
    Files.writeString(file, "outside: {trust: company.pem}\n");
    Config config = ConfigReader.read(file, Map.of());
    Path trust = folder.resolve("company.pem");

    assertRefused(config, "outside.trust: " + trust, "NoSuchFile");
    Files.writeString(trust, "");
    assertRefused(config, "outside.trust: " + trust, "it is empty");
    Files.writeString(trust, "-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n");
    assertRefused(config, "outside.trust: " + trust, "holds no certificate that can be read");
  }

  private static void assertRefused(Config config, String... says) {
    assertThatThrownBy(() -> Outlook.of(config, InstantSource.system()))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(says);
  }
}
