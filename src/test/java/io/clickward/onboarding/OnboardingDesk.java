package io.clickward.onboarding;

import io.clickward.domain.Claim;
import io.clickward.domain.EdgeKind;
import io.clickward.domain.HostName;
import io.clickward.domain.Keeps;
import io.clickward.domain.LinkPaths;
import io.clickward.domain.Placement;
import io.clickward.domain.Provider;
import io.clickward.domain.TrackingMode;
import io.clickward.store.Database;
import io.clickward.testing.Domains;
import io.clickward.testing.TestClock;
import io.clickward.testing.World;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Three accounts that want one host. */
abstract class OnboardingDesk {
  static final HostName HOST = new HostName("links.example");
  static final Wish WISH =
      new Wish(
          Provider.CLICKWARD,
          Placement.at(EdgeKind.CLICKWARD),
          LinkPaths.DEFAULT,
          TrackingMode.PSEUDONYMOUS,
          TrackingMode.PSEUDONYMOUS,
          Keeps.EVERYTHING,
          43);

  @TempDir Path data;
  final TestClock clock = TestClock.at("2026-11-21T09:00:00Z");
  final World world = new World();
  Database books;
  Onboarding onboarding;

  @BeforeEach
  void open() {
    books = Database.in(data);
    SecureRandom random = new SecureRandom();
    Access access = new Access(books, "default", clock, random);
    List.of("acme", "rival", "third").forEach(access::createAccount);
    onboarding = new Onboarding(books, world.checks(), () -> {}, clock, random);
  }

  @AfterEach
  void close() {
    books.close();
  }

  Claim claim(String account) {
    return onboarding.register(account, HOST, WISH).report().claim();
  }

  /** What a look finds first. */
  String found(String account) {
    return onboarding.verify(account, HOST).findings().getFirst().code();
  }

  String verify(String account) {
    return onboarding.verify(account, HOST).claim().state().word();
  }

  String state(String account) {
    return onboarding.show(account, HOST).claim().state().word();
  }

  void own(String account) {
    world.prove(claim(account));
    verify(account);
  }

  void lose(String account) {
    world.unprove(claim(account));
  }

  /** Whose the host is, and of which generation. */
  String served() {
    return books.read(Domains::served).stream()
        .map(claim -> claim.account() + " " + claim.domain().generation())
        .toList()
        .toString();
  }
}
