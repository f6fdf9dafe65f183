package io.clickward.cert;

import static io.clickward.cert.AcmeRig.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.clickward.cert.CertificateStore.Failing;
import io.clickward.cert.Issuance.Outcome.Failed;
import io.clickward.domain.HostName;
import io.clickward.store.CertificateDatabase;
import io.clickward.testing.LogLines;
import io.clickward.testing.TestClock;
import io.clickward.testing.XorAtRest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FailingHostsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final HostName NAME = HostName.parse(HOST);

  @TempDir private Path folder;
  @RegisterExtension private final LogLines said = LogLines.of(FailingHosts.class);

  private static Failed failed(Setback... setbacks) {
    return new Failed(List.of(setbacks), Optional.of(NOW));
  }

  private Failing again(FailingHosts failures, HostName host, Failed failed) {
    Failing after = failures.after(host, failed, BackOff.MAX);
    failures.put(after);
    return after;
  }

  @Test
  void whoWaitsForItsTurnIsToldOnceAndComesMoreAndMoreSeldomAndNotWithTheOthers() throws Exception {
    try (CertificateDatabase store = CertificateDatabase.in(folder, new XorAtRest())) {
      FailingHosts failures = new FailingHosts(store, BackOff.HOST, new TestClock(NOW));
      Failed turn = failed(new Setback.Waiting("it waits for its turn."));
      List<Instant> next =
          IntStream.range(0, 30).mapToObj(_ -> again(failures, NAME, turn).next()).toList();
      assertThat(next.getFirst()).isBetween(NOW, NOW.plusSeconds(2));
      assertThat(next).allMatch(at -> at.isBefore(NOW.plus(Duration.ofMinutes(35))));
      assertThat(next).anyMatch(at -> at.isAfter(NOW.plus(Duration.ofMinutes(10))));
      assertThat(
              IntStream.range(0, 100)
                  .mapToObj(i -> HostName.parse("h" + i + ".example.org"))
                  .map(host -> again(failures, host, turn).next())
                  .distinct()
                  .count())
          .isGreaterThan(80);
      assertThat(failures.count(NAME)).isZero();
      assertThat(store.failing()).isEmpty();
      assertThat(said.of(Level.WARN)).filteredOn(line -> line.startsWith("it waits")).hasSize(101);
    }
  }

  @Test
  void whatACaHasSaidIsNotForgottenForATurnThatHasNotCome() throws Exception {
    try (CertificateDatabase store = CertificateDatabase.in(folder, new XorAtRest())) {
      FailingHosts failures = new FailingHosts(store, BackOff.HOST, new TestClock(NOW));
      again(
          failures,
          NAME,
          failed(new Setback.Unproven("a parking page."), new Setback.Waiting("it waits.")));
      again(failures, NAME, failed(new Setback.Waiting("it waits.")));
      assertThat(failures.problem(NAME)).contains("a parking page.");
      assertThat(failures.count(NAME)).isEqualTo(1);
      assertThat(store.failing()).extracting(Failing::problem).containsExactly("a parking page.");
    }
  }

  @Test
  void aHostThatACaHasRefusedComesBackByItsOwnPausesWhateverTheLedgerSays() throws Exception {
    try (CertificateDatabase store = CertificateDatabase.in(folder, new XorAtRest())) {
      FailingHosts failures = new FailingHosts(store, BackOff.HOST, new TestClock(NOW));
      Failed refused =
          new Failed(
              List.of(new Setback.Unavailable("down.", Optional.empty()), refusal()),
              Optional.of(NOW.plusSeconds(36)));
      List<Duration> pauses =
          IntStream.range(0, 6)
              .mapToObj(_ -> Duration.between(NOW, again(failures, NAME, refused).next()))
              .toList();
      assertThat(pauses)
          .containsExactly(
              Duration.ofMinutes(1),
              Duration.ofMinutes(1),
              Duration.ofMinutes(10),
              Duration.ofMinutes(100),
              Duration.ofDays(1),
              Duration.ofDays(1));
    }
  }

  private static Setback refusal() {
    return new Setback.Refused("it will not.");
  }

  @Test
  void aCertificateOfADayIsTriedAgainLongBeforeItsEnd() throws Exception {
    try (CertificateDatabase store = CertificateDatabase.in(folder, new XorAtRest())) {
      FailingHosts failures = new FailingHosts(store, BackOff.HOST, new TestClock(NOW));
      Failed refused = new Failed(List.of(refusal()), Optional.empty());
      Duration longest = Duration.ofMinutes(72);
      List<Duration> pauses = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        Failing after = failures.after(NAME, refused, longest);
        failures.put(after);
        pauses.add(Duration.between(NOW, after.next()));
      }
      assertThat(pauses)
          .containsExactly(
              Duration.ofMinutes(1), Duration.ofMinutes(10), longest, longest, longest);
    }
  }
}
