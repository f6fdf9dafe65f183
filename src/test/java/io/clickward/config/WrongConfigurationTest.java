package io.clickward.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clickward.testing.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to get it wrong, with the whole message that it earns. */
class WrongConfigurationTest {
  private static final Path FOLDER = Path.of("src/test/resources/config");

  static List<String> wrongFiles() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("wrongFiles")
  void everyProblemOfAFileIsToldAtOnce(String name) {
    ConfigException refusal = refusal(FOLDER.resolve(name), Map.of());
    Golden.assertMatches("config/" + name.replace(".yaml", ".golden"), refusal.getMessage() + "\n");
  }

  @Test
  void problemsOfTheEnvironmentNameTheVariable(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("clickward.yaml"), "account: acme\n");
    ConfigException refusal =
        refusal(
            file,
            Map.of(
                "CLICKWARD_LISTEN_HTTP", "127.0.0.1:8080, 8081",
                "CLICKWARD_LISTEN_HTTPS", "127.0.0.1:8080,127.0.0.1:8443",
                "CLICKWARD_LISTEN_ADMIN", "127.0.0.1:8443",
                "CLICKWARD_JOURNAL_WAIT_MAX", "25",
                "CLICKWARD_JURNAL_WAIT_MAX", "25ms",
                "CLICKWARD_DOMAINS", "links.example.test",
                "CLICKWARD_DATA", "",
                "CLICKWARD_HOME", "/opt/clickward",
                "PATH", "/bin"));
    String message = refusal.getMessage().replace(file.toString(), "clickward.yaml");
    Golden.assertMatches("config/environment.golden", message + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"CLICKWARD_PORT=8080", "CLICKWARD_PORT_MAX=tcp://a:80", "CLICKWARD_SERVICE=x"})
  void aVariableThatOnlyLooksLikeAServicesIsRefused(String variable, @TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("clickward.yaml"), "account: acme\n");
    String name = variable.substring(0, variable.indexOf('='));
    String value = variable.substring(name.length() + 1);
    assertThat(refusal(file, Map.of(name, value)).problems())
        .singleElement()
        .returns(name, Problem::key);
  }

  @Test
  void aVariableDoesNotHideWhatIsWrongInTheFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("clickward.yaml"), "journal: {waitMax: 25}\n");
    assertThat(refusal(file, Map.of("CLICKWARD_JOURNAL_WAIT_MAX", "25ms")).problems())
        .singleElement()
        .returns("journal.waitMax", Problem::key);
  }

  @Test
  void aMissingFileIsToldApartFromAFolder(@TempDir Path folder) {
    assertThat(refusal(folder.resolve("clickward.yaml"), Map.of()))
        .hasMessageContaining("clickward.yaml: does not exist");
    assertThat(refusal(folder, Map.of())).hasMessageContaining("is a folder; expected a file");
  }

  @Test
  void aFileThatIsNoTextIsRefused(@TempDir Path folder) throws IOException {
    Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe4});
    assertThat(refusal(latin, Map.of())).hasMessageContaining("is not UTF-8 text");
    Path control = Files.writeString(folder.resolve("control.yaml"), "account: a\ndata: \u0001\n");
    assertThat(refusal(control, Map.of()))
        .hasMessageContaining("control.yaml:2: has the character U+0001");
  }

  @Test
  void aFileOverOneMebibyteIsNotEvenParsed(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("large.yaml");
    Files.writeString(file, "[".repeat(ConfigReader.FILE_BYTES_MAX + 1));
    assertThat(refusal(file, Map.of())).hasMessageContaining("is larger than 1 MiB");
    Files.writeString(file, "[".repeat(ConfigReader.FILE_BYTES_MAX));
    assertThat(refusal(file, Map.of())).hasMessageContaining("nested deeper");
  }

  @Test
  void theMessageEndsAfterAHundredProblems(@TempDir Path folder) throws IOException {
    StringBuilder yaml = new StringBuilder("domains:\n");
    for (int i = 0; i < 120; i++) {
      yaml.append("  - host: ").append(i).append('\n');
    }
    ConfigException refusal =
        refusal(Files.writeString(folder.resolve("many.yaml"), yaml), Map.of());
    assertThat(refusal.problems()).hasSize(120);
    assertThat(refusal.getMessage()).contains("  100. ", "and 20 more").doesNotContain("  101. ");
  }

  private static ConfigException refusal(Path file, Map<String, String> environment) {
    ConfigException refusal =
        catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file, environment));
    assertThat(refusal).as("refusal of " + file).isNotNull();
    return refusal;
  }
}
