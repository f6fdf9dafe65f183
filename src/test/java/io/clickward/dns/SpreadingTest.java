package io.clickward.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.Bind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes are seen at the zone's own name servers before the resolver's cache lets go. */
class SpreadingTest {
  private static final String EDGE = "edge.clickward.test. A 192.0.2.10\n";

  @TempDir private Path folder;

  @Test
  void tellsASpreadingChangeFromAWrongRecord() throws Exception {
    try (Bind bind =
        new Bind.Zones(folder)
            .zone("clickward.test", EDGE)
            .zone(
                "example.test",
                "links.example.test. CNAME old.example.test.\nold.example.test. A 192.0.2.99\n")
            .start("")) {
      Dns dns = new Dns(DnsFaultsTest.settings(bind));
      RecordList list = DnsFaultsTest.list("links.example.test");
      assertThat(verdict(dns, list, Step.TRAFFIC)).isEqualTo(Verdict.WRONG_TARGET);
      assertThat(verdict(dns, list, Step.OWNERSHIP)).isEqualTo(Verdict.NAME_MISSING);

      bind.change(
          "example.test",
          """
          links.example.test. CNAME edge.clickward.test.
          _clickward.links.example.test. TXT "token-of-the-account"
          """);
      assertThat(verdict(dns, list, Step.TRAFFIC)).isEqualTo(Verdict.SPREADING);
      assertThat(verdict(dns, list, Step.OWNERSHIP)).isEqualTo(Verdict.SPREADING);
      assertThat(dns.txtSpread("_clickward.links.example.test", "token-of-the-account"))
          .matches(TxtSpread::complete);
      assertThat(dns.txtSpread("_clickward.links.example.test", "another"))
          .matches(spread -> !spread.complete());
    }
  }

  private static Verdict verdict(Dns dns, RecordList list, Step step) {
    return dns.verify(list).results().stream()
        .filter(r -> r.wanted().step() == step)
        .findFirst()
        .orElseThrow()
        .verdict();
  }
}
