package io.clickward.testing;

import io.clickward.cert.CertificateStore.Held;
import io.clickward.cert.HostCertificate;
import io.clickward.domain.Claim;
import io.clickward.domain.DomainState;
import io.clickward.domain.EdgeKind;
import io.clickward.domain.HostName;
import io.clickward.domain.Placement;
import io.clickward.domain.Step;
import io.clickward.domain.TrackingDomain;
import io.clickward.domain.Transition;
import io.clickward.onboarding.Account;
import io.clickward.onboarding.Book;
import io.clickward.onboarding.Owner;
import io.clickward.store.CertificateDatabase;
import io.clickward.store.Database;
import io.clickward.store.KeyFileException;
import io.clickward.store.KeyFolder;
import io.clickward.store.KeyPurpose;
import io.clickward.store.LinkKeyFile;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A data folder with very many added domains that serve with https, each with a certificate of a
 * CA: written by what the server writes them with, without the CA and the years.
 */
public final class ManyDomains {
  private static final URI CA = URI.create("https://ca.example.net/directory");
  private static final int CHUNK = 1000;
  private static final String ACCOUNT = "sender";

  private final TestCa issuer;
  private final Random random = new Random(20261121);
  private final Instant now;

  private ManyDomains(Instant now) {
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
    this.issuer = TestCa.root("Many Root", this.now).intermediate("Many Intermediate");
  }

  /** The name of one of them, counted from 0. */
  public static String host(int number) {
    return "links.customer-%07d.example".formatted(number);
  }

  /**
   * Fills a data folder, which must exist. Quick only where syncing costs nothing: each certificate
   * is a transaction, as in life.
   */
  public static void fill(Path data, int count) throws KeyFileException {
    ManyDomains domains = new ManyDomains(Instant.now());
    KeyFolder keys = KeyFolder.in(data, Map.of(), new SecureRandom());
    LinkKeyFile.in(data, new SecureRandom()).ensure(Instant.now());
    try (Database database = Database.in(data);
        CertificateDatabase certificates =
            CertificateDatabase.in(data, keys.open(KeyPurpose.TLS))) {
      for (int from = 0; from < count; from += CHUNK) {
        List<String> hosts =
            IntStream.range(from, Math.min(from + CHUNK, count))
                .mapToObj(ManyDomains::host)
                .toList();
        database.write(book -> domains.claim(book, hosts));
        domains.certify(certificates, hosts);
      }
    }
  }

  /** Has one of them say what no version yet says. */
  public static void damage(Path data, int number) throws SQLException {
    set(data, number, "keeps_ip", "OF_A_NEWER_VERSION");
  }

  /** Sets a column of one's claim behind the back of whoever has the database open. */
  public static void set(Path data, int number, String column, String text) throws SQLException {
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve(Database.FILE));
        PreparedStatement update =
            database.prepareStatement("UPDATE claim SET " + column + " = ? WHERE host = ?")) {
      update.setString(1, text);
      update.setString(2, host(number));
      update.executeUpdate();
    }
  }

  private boolean claim(Book book, List<String> hosts) {
    book.add(new Account(ACCOUNT, now));
    for (String host : hosts) {
      TrackingDomain domain = domain(host);
      Claim claim =
          new Claim(
              domain,
              Placement.at(EdgeKind.CLICKWARD),
              "%016x%016x".formatted(random.nextLong(), random.nextLong()),
              false,
              new DomainState.HttpsOn(),
              now,
              now);
      book.save(claim);
      book.save(new Owner(domain.host(), ACCOUNT, 1, true, Optional.empty()));
      String from = "";
      for (Step step : Step.values()) {
        book.record(
            claim, new Transition(now, from, step.word(), "it was asked for, and it holds"));
        from = step.word();
      }
    }
    book.bump();
    return true;
  }

  private static TrackingDomain domain(String host) {
    TrackingDomain any = Domains.of(host);
    return new TrackingDomain(
        any.host(),
        ACCOUNT,
        1,
        any.provider(),
        any.paths(),
        true,
        any.clicks(),
        any.opens(),
        any.keeps(),
        any.pixelBytes());
  }

  private void certify(CertificateDatabase certificates, List<String> hosts) {
    List<TestCa.Leaf> leaves = hosts.parallelStream().map(issuer::leaf).toList();
    for (int i = 0; i < hosts.size(); i++) {
      TestCa.Leaf leaf = leaves.get(i);
      certificates.save(
          new Held(
              HostName.parse(hosts.get(i)),
              CA,
              leaf.certificate().getNotBefore().toInstant(),
              leaf.certificate().getNotAfter().toInstant(),
              random.nextDouble(),
              Optional.empty()),
          HostCertificate.of(leaf.keys().getPrivate(), leaf.chain()));
    }
  }
}
