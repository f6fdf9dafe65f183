package io.clickward.server;

import io.clickward.api.AdminServer;
import io.clickward.api.ApiParts;
import io.clickward.api.Metrics;
import io.clickward.cert.UnusableCertificatesException;
import io.clickward.config.Config;
import io.clickward.edge.Edge;
import io.clickward.event.Pace;
import io.clickward.event.Retention;
import io.clickward.event.Rollups;
import io.clickward.installation.Installation;
import io.clickward.installation.Settings;
import io.clickward.onboarding.Checks;
import io.clickward.store.KeyFileException;
import io.clickward.world.Caretaker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running program: builds the parts in order, stops them in reverse. The data plane listens
 * before what stands behind it starts, and goes on without the admin port, the counts and the
 * message records while these cannot be had.
 */
public final class Server implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Server.class);
  private static final Duration DOMAINS_ROUND = Duration.ofSeconds(1);
  private static final Duration RETIRING_ROUND = Duration.ofMinutes(1);
  private static final Duration CERTIFICATES_ROUND = Duration.ofSeconds(5);
  private static final Duration ROLLUPS_ROUND = Duration.ofSeconds(15);
  private static final Duration MEMORY_ROUND = Duration.ofSeconds(10);
  private static final Duration PENDING_ROUND = Duration.ofSeconds(5);
  private static final Duration SERVING_ROUND = Duration.ofMinutes(1);
  private static final Duration COUNTS_ROUND = Duration.ofSeconds(5);
  private static final Duration RETENTION_ROUND = Duration.ofHours(1);

  private final Parts parts;
  private final Edge edge;
  private final AdminPort admin;

  private Server(Parts parts, Edge edge, AdminPort admin) {
    this.parts = parts;
    this.edge = edge;
    this.admin = admin;
  }

  /**
   * Starts everything that the configuration asks for.
   *
   * @throws UnusableCertificatesException when certificate files cannot be used, with all that is
   *     wrong with them
   * @throws KeyFileException when the link keys cannot be used
   * @throws IOException when the data folder or an address for links cannot be had; nothing stays
   *     open then
   */
  public static Server start(Installation installation, InstantSource clock, SecureRandom random)
      throws IOException, KeyFileException, UnusableCertificatesException {
    return start(installation, clock, random, Function.identity());
  }

  /** The same with other ways to ask the world. */
  public static Server start(
      Installation installation,
      InstantSource clock,
      SecureRandom random,
      Function<Checks, Checks> ask)
      throws IOException, KeyFileException, UnusableCertificatesException {
    Config config = installation.config();
    Parts parts = new Parts();
    try {
      DataPlane plane = DataPlane.start(installation, parts, clock, random);
      Rollups rollups =
          parts.with(
              new Rollups(installation.rollups(), installation.journal(), Pace.behindOthers()));
      Rounds rounds = parts.with(new Rounds());
      rounds.every(DOMAINS_ROUND, "domains and link keys", plane.follower()::look);
      rounds.every(CERTIFICATES_ROUND, "certificates", plane.certificates()::refresh);
      rounds.every(ROLLUPS_ROUND, "roll-ups", rollups::readOnce);
      rounds.every(MEMORY_ROUND, "old generation", OldGeneration::look);
      Retention retention =
          new Retention(
              installation.journal(), Settings.retentionDays(config), new WaryClock(clock));
      rounds.every(RETENTION_ROUND, "retention", () -> retention.removeExpired(rollups.position()));
      WaryClock wary = new WaryClock(clock);
      rounds.every(
          RETENTION_ROUND,
          "message records",
          () ->
              installation.forgetMessagesBefore(
                  wary.instant().minus(config.journal().messageRetention())));
      Checks checks = plane.outlook().checks(plane.cas(), plane.keys(), clock);
      Control control = Control.begin(installation, plane, ask.apply(checks), clock, random);
      Caretaker caretaker =
          parts.with(new Caretaker(plane.database(), control.onboarding(), plane.cas(), clock));
      rounds.every(PENDING_ROUND, "domains on their way", caretaker::lookAtPending);
      rounds.every(SERVING_ROUND, "domains that serve", caretaker::lookAtServing);
      rounds.every(RETIRING_ROUND, "retiring domains", control.onboarding()::endRetired);
      DomainCounts counts = new DomainCounts(plane.database());
      rounds.every(COUNTS_ROUND, "counts of domains", counts::count);
      Health health = Health.of(plane, counts, clock);
      Metrics metrics = health.metrics();
      ApiParts api = control.parts(() -> KeyEntries.of(plane.keys().current(), clock.instant()));
      AdminPort admin =
          parts.with(
              new AdminPort(
                  config,
                  installation.tls(),
                  clock,
                  random,
                  settings -> AdminServer.start(settings, metrics, health::problems, api, clock)));
      admin.look();
      rounds.every(CERTIFICATES_ROUND, "admin port", admin::look);
      // Once more, to stop first: what stands behind it may hang in the disk.
      parts.with(plane.edge());
      return new Server(parts, plane.edge(), admin).announced(config);
    } catch (Exception | Error e) { // what is half started would neither serve nor end
      parts.close();
      throw e;
    }
  }

  private Server announced(Config config) {
    log.info(
        "Serving with {}; link domains in the configuration: {}",
        edge.transport(),
        config.domains().size());
    log.info("http {}, https {}", edge.httpAddresses(), edge.httpsAddresses());
    return this;
  }

  /** Where HTTPS is served, with the ports that were really bound. */
  public List<InetSocketAddress> https() {
    return edge.httpsAddresses();
  }

  /** Where plain HTTP is served, with the ports that were really bound. */
  public List<InetSocketAddress> http() {
    return edge.httpAddresses();
  }

  /** The admin port that was really bound; 0 while it cannot be had. */
  public int adminPort() {
    return admin.port();
  }

  /** Answers what has arrived, writes what waits, and stops. */
  @Override
  public void close() {
    parts.close();
  }
}
