package io.clickward.server;

import io.clickward.api.ApiParts;
import io.clickward.api.KeyEntry;
import io.clickward.installation.Installation;
import io.clickward.installation.Settings;
import io.clickward.onboarding.Access;
import io.clickward.onboarding.Books;
import io.clickward.onboarding.Checks;
import io.clickward.onboarding.KillSwitch;
import io.clickward.onboarding.Onboarding;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accounts, domains and the kill switch of a running server. */
record Control(Onboarding onboarding, Access access, KillSwitch kills) {
  private static final Logger log = LoggerFactory.getLogger(Control.class);

  /** Takes up what the configuration declares, and sees to it that somebody can use the API. */
  static Control begin(
      Installation installation,
      DataPlane plane,
      Checks checks,
      InstantSource clock,
      SecureRandom random) {
    Books books = plane.database();
    Access access = new Access(books, installation.config().account(), clock, random);
    access.begin().ifPresent(first -> keep(installation, first));
    Runnable told = () -> tell(plane.follower()::look);
    Onboarding onboarding = new Onboarding(books, checks, told, clock, random);
    onboarding.declare(Settings.declarations(installation.config()));
    return new Control(onboarding, access, new KillSwitch(books, told, clock, random));
  }

  /** What was changed is kept whatever becomes of this; the next round looks again. */
  private static void tell(Runnable changed) {
    try {
      changed.run();
    } catch (RuntimeException e) {
      log.warn("What is served could not be brought up to date at once: {}", e.toString());
    }
  }

  private static void keep(Installation installation, Access.Issued first) {
    installation.adminToken().write(first.text());
    log.info("The first admin token is in {}", installation.adminToken().path());
  }

  ApiParts parts(Supplier<List<KeyEntry>> keys) {
    return new ApiParts(onboarding, access, kills, keys);
  }
}
