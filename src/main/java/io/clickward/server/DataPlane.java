package io.clickward.server;

import io.clickward.cert.Acme;
import io.clickward.cert.Certificates;
import io.clickward.cert.ChallengeAnswers;
import io.clickward.cert.UnusableCertificatesException;
import io.clickward.cert.Uploads;
import io.clickward.config.Config;
import io.clickward.edge.AccessLog;
import io.clickward.edge.Edge;
import io.clickward.event.EventIds;
import io.clickward.event.Journal;
import io.clickward.installation.Installation;
import io.clickward.installation.Settings;
import io.clickward.output.StandardOutput;
import io.clickward.store.CertificateDatabase;
import io.clickward.store.Database;
import io.clickward.store.KeyFileException;
import io.clickward.store.LinkKeys;
import io.clickward.track.Tracker;
import io.clickward.world.CaCertificates;
import io.clickward.world.Outlook;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Everything that a click needs, and what follows the control plane for it. */
record DataPlane(
    LinkKeys keys,
    Certificates certificates,
    CaCertificates cas,
    Journal journal,
    Database database,
    DomainFollower follower,
    Outlook outlook,
    Optional<AccessLog> accessLog,
    Edge edge) {

  /** Opens what is on disk, and listens. */
  static DataPlane start(
      Installation installation, Parts parts, InstantSource clock, SecureRandom random)
      throws IOException, KeyFileException, UnusableCertificatesException {
    Config config = installation.config();
    installation.ensureLinkKeys(clock, random);
    Meanwhile<Database> opening = parts.with(Meanwhile.open(installation::database));
    LinkKeys keys = LinkKeys.open(installation.linkKeyFile(random), clock.instant());
    ChallengeAnswers challenges = new ChallengeAnswers();
    CertificateDatabase issued = parts.with(installation.issued(random));
    Acme acme = parts.with(Acme.open(Settings.acme(config), issued, challenges, clock, random));
    Uploads uploads = Uploads.open(issued.uploads(), clock);
    Certificates certificates =
        Certificates.open(
            installation.tls(),
            Settings.certificates(config),
            Optional.of(acme),
            Optional.of(uploads),
            clock,
            random);
    Journal journal =
        parts.with(Journal.open(installation.journal(), Settings.journal(config), clock));
    Tracker tracker = new Tracker(new EventIds(random), clock);
    Database database = opening.part();
    DomainFollower follower = new DomainFollower(keys, database, config.domains(), tracker);
    Optional<AccessLog> accessLog =
        config.log().access()
            ? Optional.of(parts.with(AccessLog.to(new StandardOutput())))
            : Optional.empty();
    Edge edge =
        parts.with(
            new Edge(
                Settings.edge(config),
                certificates,
                challenges,
                tracker,
                journal,
                clock,
                random,
                accessLog.orElse(null)));
    edge.start();
    Outlook outlook = Outlook.of(config, clock);
    CaCertificates cas = new CaCertificates(outlook, certificates, acme, uploads, clock);
    acme.start(Map.of());
    follower.followCertificates(cas::serve);
    return new DataPlane(
        keys, certificates, cas, journal, database, follower, outlook, accessLog, edge);
  }
}
