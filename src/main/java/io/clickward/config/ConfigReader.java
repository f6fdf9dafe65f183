package io.clickward.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** Reads {@code clickward.yaml}: all of it, or not at all. */
public final class ConfigReader {
  static final int FILE_BYTES_MAX = 1 << 20;

  private static final String EMPTY =
      "is empty; expected at least one key. Begin with docs/examples/clickward.yaml.";

  private ConfigReader() {}

  /**
   * Reads the file and lets {@code CLICKWARD_} variables override its keys.
   *
   * @param file the configuration file; paths in it are relative to its folder
   * @param environment all variables, as {@link System#getenv()} gives them
   * @throws ConfigException with everything that is wrong
   */
  public static Config read(Path file, Map<String, String> environment) throws ConfigException {
    Reading reading = new Reading(file, environment);
    Node root =
        Tree.parse(text(file, reading), reading).orElseThrow(() -> reading.refuse(0, EMPTY));
    Config config = Config.from(Section.root(reading, root));
    reading.finish(root);
    return config;
  }

  private static String text(Path file, Reading reading) throws ConfigException {
    if (Files.isDirectory(file)) {
      throw reading.refuse(0, "is a folder; expected a file, such as clickward.yaml in it.");
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes(file, reading)))
          .toString();
    } catch (NoSuchFileException e) {
      throw reading.refuse(
          0, "does not exist; name another file or begin with docs/examples/clickward.yaml.");
    } catch (CharacterCodingException e) {
      throw reading.refuse(0, "is not UTF-8 text; save it as UTF-8.");
    } catch (IOException e) {
      throw reading.refuse(0, "cannot be read (%s); check its owner and permissions.".formatted(e));
    }
  }

  private static byte[] bytes(Path file, Reading reading) throws IOException, ConfigException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(FILE_BYTES_MAX + 1);
      if (bytes.length > FILE_BYTES_MAX) {
        throw reading.refuse(0, "is larger than 1 MiB; expected a configuration.");
      }
      return bytes;
    }
  }
}
