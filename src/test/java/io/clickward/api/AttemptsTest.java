package io.clickward.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private static final Duration TICK = Duration.ofNanos(1);

  private final TestClock clock = TestClock.at("2026-11-21T09:00:00Z");
  private final Attempts attempts = new Attempts(clock);

  private void fail(String address, int times) {
    for (int i = 0; i < times; i++) {
      attempts.failed(address);
    }
  }

  @Test
  void anIpv6NetworkIsOneAddress() {
    for (int i = 0; i < 20; i++) {
      attempts.failed("[2001:db8:1:2::%x]".formatted(i));
    }

    assertThat(attempts.waitFor("2001:db8:1:2:ffff:ffff:ffff:ffff")).isPresent();
    assertThat(attempts.waitFor("[2001:db8:1:2::1%eth0]")).isPresent();
    assertThat(attempts.waitFor("2001:db8:1:3::1")).isEmpty();
    assertThat(attempts.waitFor("2001:db8:1:1:ffff:ffff:ffff:ffff")).isEmpty();
  }

  @Test
  void anIpv4AddressIsNoneOfItsNeighbours() {
    fail("192.0.2.1", 20);

    assertThat(attempts.waitFor("192.0.2.1")).isPresent();
    assertThat(attempts.waitFor("192.0.2.2")).isEmpty();
  }

  @Test
  void nineteenFailuresCostNothingAndTheTwentiethTheRestOfTheMinute() {
    fail("192.0.2.1", 19);
    assertThat(attempts.waitFor("192.0.2.1")).isEmpty();

    clock.advance(Duration.ofSeconds(20));
    attempts.failed("192.0.2.1");

    assertThat(attempts.waitFor("192.0.2.1")).contains(Duration.ofSeconds(40));
  }

  @Test
  void aClockThatWasAheadKeepsNobodyWaiting() {
    fail("192.0.2.1", 20);
    clock.advance(Duration.ofHours(-2));

    assertThat(attempts.waitFor("192.0.2.1")).isEmpty();
    fail("192.0.2.1", 20);
    assertThat(attempts.waitFor("192.0.2.1")).contains(Duration.ofMinutes(1));
  }

  @Test
  void whoWaitedIsFreeExactlyWhenTheMinuteIsOver() {
    fail("192.0.2.1", 20);

    clock.advance(Duration.ofMinutes(1).minus(TICK));
    assertThat(attempts.waitFor("192.0.2.1")).contains(TICK);
    clock.advance(TICK);
    assertThat(attempts.waitFor("192.0.2.1")).isEmpty();

    fail("192.0.2.1", 19);
    assertThat(attempts.waitFor("192.0.2.1")).isEmpty();
    attempts.failed("192.0.2.1");
    assertThat(attempts.waitFor("192.0.2.1")).contains(Duration.ofMinutes(1));
  }
}
