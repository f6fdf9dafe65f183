package io.clickward.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FindingTest {
  /** Whoever runs a host names the issuer of its certificate; it stands in our log and history. */
  @Test
  void isOneLineWhateverAStrangerHasWritten() {
    Finding finding =
        new Finding(
            "tls.untrusted",
            Finding.Severity.BLOCKS,
            "links.example.test:443",
            "is signed by O=x\n2026-11-23T09:30:00Z ERROR Server forged \u001b[31m\u202e\u2028.",
            "a certificate of a public CA",
            "Wait.");
    assertThat(finding.observed())
        .isEqualTo(
            "is signed by O=x\uFFFD2026-11-23T09:30:00Z ERROR Server forged \uFFFD[31m\uFFFD\uFFFD.");
  }
}
