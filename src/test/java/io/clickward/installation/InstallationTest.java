package io.clickward.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.config.ConfigReader;
import io.clickward.domain.TrackingDomain;
import io.clickward.store.StoreException;
import io.clickward.testing.Domains;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {
  private static final TrackingDomain HTTPS = Domains.of("links.example.test");

  @TempDir private Path folder;

  private Installation installation(String listen) throws Exception {
    Path file = folder.resolve("clickward.yaml");
    Files.writeString(file, "listen: {%s}\n".formatted(listen));
    return Installation.of(ConfigReader.read(file, Map.of()));
  }

  @Test
  void noLinkNamesAPortThatIsKnownOnlyOnceItIsBound() throws Exception {
    Installation any = installation("http: 127.0.0.1:0, https: 127.0.0.1:0");

    assertThatThrownBy(() -> any.publicPort(HTTPS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("listen.https has port 0")
        .hasMessageContaining("expected listen.publicHttpsPort");
    assertThatThrownBy(() -> any.publicPort(HTTPS.withHttps(false)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected listen.publicHttpPort");
  }

  @Test
  void noLinkIsHttpWhereNobodyAnswersHttp() throws Exception {
    TrackingDomain http = HTTPS.withHttps(false);
    Installation alone = installation("http: [], https: 127.0.0.1:8443");

    assertThat(alone.publicPort(HTTPS)).isEqualTo(8443);
    assertThatThrownBy(() -> alone.publicPort(http))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("links.example.test")
        .hasMessageContaining("listen.http has no address");
    assertThat(installation("http: [], https: 127.0.0.1:8443, publicHttpPort: 80").publicPort(http))
        .isEqualTo(80);
  }

  @Test
  void damagedMessageRecordsAreToldWhenOldOnesAreToBeForgotten() throws Exception {
    Installation installation = installation("https: 127.0.0.1:8443");
    Path records = installation.config().data().resolve("messages.db");
    Files.writeString(records, "no database ".repeat(1000));

    assertThatThrownBy(() -> installation.forgetMessagesBefore(Instant.EPOCH))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("messages.db cannot be opened");
    Files.delete(records);
    installation.forgetMessagesBefore(Instant.EPOCH);
  }

  @Test
  void linksNameThePortThatReadersReach() throws Exception {
    Installation forwarded = installation("https: 127.0.0.1:0, publicHttpsPort: 443");
    Installation direct = installation("https: 127.0.0.1:8443");

    assertThat(forwarded.publicPort(HTTPS)).isEqualTo(443);
    assertThat(direct.publicPort(HTTPS)).isEqualTo(8443);
  }
}
