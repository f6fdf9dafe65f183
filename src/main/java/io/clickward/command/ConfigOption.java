package io.clickward.command;

import io.clickward.config.Config;
import io.clickward.config.ConfigException;
import io.clickward.config.ConfigReader;
import io.clickward.output.Logging;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that most commands share. */
final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "clickward.yaml",
      description = "The configuration (default: ${DEFAULT-VALUE}).")
  private Path file;

  /** To be told by options. */
  ConfigOption() {
    this(Path.of("clickward.yaml"));
  }

  ConfigOption(Path file) {
    this.file = file;
  }

  Config read() throws ConfigException {
    Config config = ConfigReader.read(file, System.getenv());
    Logging.from(config.log().level());
    return config;
  }
}
