package io.clickward;

import io.clickward.api.AdminServer;
import io.clickward.cert.Certificates;
import io.clickward.cert.UnusableCertificatesException;
import io.clickward.config.Config;
import io.clickward.edge.Edge;
import io.clickward.event.EventIds;
import io.clickward.event.Journal;
import io.clickward.event.Retention;
import io.clickward.event.Rollups;
import io.clickward.store.KeyFileException;
import io.clickward.store.LinkKeys;
import io.clickward.track.Tracker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running program: builds the parts in order, stops them in reverse. The data plane listens
 * before what stands behind it starts, and goes on when that fails.
 */
public final class Server implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Server.class);
  private static final Duration KEYS_ROUND = Duration.ofSeconds(1);
  private static final Duration CERTIFICATES_ROUND = Duration.ofSeconds(5);
  private static final Duration ROLLUPS_ROUND = Duration.ofSeconds(1);
  private static final Duration RETENTION_ROUND = Duration.ofHours(1);

  private final Deque<AutoCloseable> parts;
  private final Edge edge;
  private final AdminServer admin;

  private Server(Deque<AutoCloseable> parts, Edge edge, AdminServer admin) {
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
   * @throws IOException when the data folder or an address cannot be had; nothing stays open then
   */
  public static Server start(Config config, InstantSource clock, SecureRandom random)
      throws IOException, KeyFileException, UnusableCertificatesException {
    Deque<AutoCloseable> parts = new ArrayDeque<>();
    try {
      Installation installation = Installation.of(config);
      LinkKeys keys = LinkKeys.open(installation.linkKeyFile(random), clock.instant());
      Certificates certificates =
          Certificates.open(installation.tls(), Settings.certificates(config), clock, random);
      Journal journal =
          with(parts, Journal.open(installation.journal(), Settings.journal(config), clock));
      Tracker tracker = new Tracker(new EventIds(clock, random), clock);
      KeyFollower keyFollower = new KeyFollower(keys, config.domains(), tracker);
      Edge edge =
          with(
              parts,
              new Edge(Settings.edge(config), certificates, tracker, journal, clock, random));
      edge.start();
      Rollups rollups = with(parts, Rollups.open(installation.rollups(), installation.journal()));
      Rounds rounds = with(parts, new Rounds());
      rounds.every(KEYS_ROUND, "link keys", keyFollower::look);
      rounds.every(CERTIFICATES_ROUND, "certificates", certificates::refresh);
      rounds.every(ROLLUPS_ROUND, "roll-ups", rollups::readOnce);
      Retention retention =
          new Retention(installation.journal(), Settings.retentionDays(config), clock);
      rounds.every(RETENTION_ROUND, "retention", () -> retention.removeExpired(rollups.position()));
      Health health = new Health(edge, journal, certificates, clock);
      AdminServer admin =
          with(
              parts,
              AdminServer.start(
                  config.listen().admin().toSocketAddress(), health.metrics(), health::problems));
      return new Server(parts, edge, admin).announced(config);
    } catch (Exception e) {
      stop(parts);
      throw e;
    }
  }

  private static <T extends AutoCloseable> T with(Deque<AutoCloseable> parts, T part) {
    parts.push(part);
    return part;
  }

  private Server announced(Config config) {
    log.info("Serving {} link domains with {}", config.domains().size(), edge.transport());
    log.info(
        "http {}, https {}, admin 127.0.0.1:{}",
        edge.httpAddresses(),
        edge.httpsAddresses(),
        admin.port());
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

  /** The admin port that was really bound. */
  public int adminPort() {
    return admin.port();
  }

  /** Answers what has arrived, writes what waits, and stops. */
  @Override
  public void close() {
    stop(parts);
  }

  private static void stop(Deque<AutoCloseable> parts) {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        log.warn("{} did not stop as it should: {}", part.getClass().getSimpleName(), e.toString());
      }
    }
  }
}
