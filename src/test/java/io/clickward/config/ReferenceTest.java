package io.clickward.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.Keeps;
import io.clickward.domain.LinkPaths;
import io.clickward.domain.TrackingDomain;
import io.clickward.testing.Golden;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceTest {
  private static final Reference REFERENCE = Reference.ofAnEmptyFile();

  /** Records within records, whose components are keys under other names. */
  private static final Map<Class<?>, List<String>> KEYS_OF_PARTS =
      Map.of(
          LinkPaths.class, List.of("clickPath", "openPath"),
          Keeps.class, List.of("ip", "userAgent"),
          CertificateSource.Pair.class, List.of("rsa.chain", "rsa.key"));

  @Test
  void thePageIsWhatTheSchemaSays() {
    Golden.assertMatches(Path.of("docs/reference/configuration.md"), REFERENCE.page());
  }

  @Test
  void theCompleteExampleIsReadAndHasTheDefaults(@TempDir Path folder) throws Exception {
    Config complete = read(folder, REFERENCE.example());
    Config defaults = read(folder, "account: default");
    assertThat(complete.journal()).isEqualTo(defaults.journal());
    assertThat(complete.limits()).isEqualTo(defaults.limits());
    assertThat(complete.data()).isEqualTo(defaults.data());
    assertThat(complete.domains()).hasSize(1);
  }

  @Test
  void everyComponentOfARecordIsAKeyAndEveryKeyAComponent() {
    Set<String> components = new TreeSet<>(List.of("account", "data", "domains[].certificate"));
    collect("listen.", Listen.class, components);
    components.addAll(List.of("admin.hosts", "admin.chain", "admin.key"));
    collect("proxies.", Proxies.class, components);
    collect("journal.", JournalSettings.class, components);
    collect("limits.", Limits.class, components);
    collect("acme.", AcmeSettings.class, components);
    components.removeAll(List.of("acme.authorities", "acme.dns"));
    collect("acme.authorities[].", AcmeSettings.Authority.class, components);
    collect("acme.dns.", AcmeSettings.ChallengeDns.class, components);
    collect("outside.", Outside.class, components);
    collect("log.", LogSettings.class, components);
    collect("domains[].", TrackingDomain.class, components);
    collect("domains[].certificate.", CertificateSource.Files.class, components);
    Set<String> keys = new TreeSet<>();
    REFERENCE.schema().keys().forEach(key -> keys.add(key.path()));
    assertThat(keys).isEqualTo(components);
    assertThat(Config.class.getRecordComponents())
        .extracting(RecordComponent::getName)
        .allMatch(name -> REFERENCE.schema().isKey(name) || REFERENCE.schema().isSection(name));
  }

  @Test
  void everyKeyIsDocumentedInASentence() {
    assertThat(REFERENCE.schema().keys())
        .allSatisfy(key -> assertThat(key.doc()).matches("[A-Z`].*[.]").doesNotContain("|"))
        .allSatisfy(key -> assertThat(key.expected()).isNotBlank().doesNotContain("|"));
  }

  @Test
  void everyKeyOutsideDomainsHasAVariableOfItsOwn() {
    List<String> variables =
        REFERENCE.schema().keys().stream().flatMap(key -> key.variable().stream()).toList();
    assertThat(variables)
        .doesNotHaveDuplicates()
        .contains("CLICKWARD_DATA", "CLICKWARD_JOURNAL_QUEUE_BYTES_MAX", "CLICKWARD_LISTEN_HTTP")
        .noneMatch(name -> name.contains("DOMAINS"));
  }

  private static void collect(String section, Class<? extends Record> type, Set<String> into) {
    for (RecordComponent component : type.getRecordComponents()) {
      KEYS_OF_PARTS
          .getOrDefault(component.getType(), List.of(component.getName()))
          .forEach(name -> into.add(section + name));
    }
  }

  private static Config read(Path folder, String yaml) throws IOException, ConfigException {
    Path file = Files.writeString(folder.resolve("clickward.yaml"), yaml);
    return ConfigReader.read(file, Map.of());
  }
}
