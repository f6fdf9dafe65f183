package io.clickward.store;

import static io.clickward.store.SqlSession.instant;

import io.clickward.cert.CertificateStore;
import io.clickward.cert.HostCertificate;
import io.clickward.cert.UploadStore;
import io.clickward.domain.HostName;
import java.net.URI;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Certificates of CAs and what belongs to them in SQLite ({@code certificates.db}), private keys
 * sealed. Handshakes read on a connection of their own, so that they never wait for a writer. The
 * statements are PostgreSQL's too.
 */
public final class CertificateDatabase implements CertificateStore, AutoCloseable {
  static final String FILE = "certificates.db";

  static final List<String> TABLES =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS certificate (
            host TEXT PRIMARY KEY,
            authority TEXT NOT NULL,
            not_before BIGINT NOT NULL,
            not_after BIGINT NOT NULL,
            jitter DOUBLE PRECISION NOT NULL,
            suggested_start BIGINT,
            suggested_end BIGINT,
            ask_again BIGINT,
            algorithm TEXT NOT NULL,
            sealed_key BYTEA NOT NULL,
            chain BYTEA NOT NULL
          )
          """,
          """
          CREATE TABLE IF NOT EXISTS rsa_certificate (
            host TEXT PRIMARY KEY,
            sealed_key BYTEA NOT NULL,
            chain BYTEA NOT NULL
          )
          """,
          """
          CREATE TABLE IF NOT EXISTS acme_order (
            host TEXT PRIMARY KEY,
            authority TEXT NOT NULL,
            location TEXT NOT NULL,
            txt TEXT,
            algorithm TEXT NOT NULL,
            sealed_key BYTEA NOT NULL
          )
          """,
          """
          CREATE TABLE IF NOT EXISTS acme_account (
            authority TEXT PRIMARY KEY,
            location TEXT,
            algorithm TEXT NOT NULL,
            public_key BYTEA NOT NULL,
            sealed_key BYTEA NOT NULL
          )
          """,
          """
          CREATE TABLE IF NOT EXISTS acme_usage (
            authority TEXT NOT NULL,
            bucket TEXT NOT NULL,
            full_at BIGINT NOT NULL,
            PRIMARY KEY (authority, bucket)
          )
          """,
          """
          CREATE TABLE IF NOT EXISTS acme_failing (
            host TEXT PRIMARY KEY,
            failures INTEGER NOT NULL,
            next_at BIGINT NOT NULL,
            problem TEXT NOT NULL
          )
          """,
          UploadTable.TABLE);

  private static final String RSA = "RSA";

  private final SqlSession writing;
  private final SqlSession reading;
  private final AtRest atRest;

  /** On sessions with the tables. */
  CertificateDatabase(SqlSession writing, SqlSession reading, AtRest atRest) {
    this.writing = writing;
    this.reading = reading;
    this.atRest = atRest;
  }

  /** Opens the certificates in a data folder, which must exist; makes the file when needed. */
  public static CertificateDatabase in(Path data, AtRest atRest) {
    Path file = data.resolve(FILE);
    SqlSession writing = SqliteFile.open(file, TABLES);
    return new CertificateDatabase(writing, SqliteFile.open(file, List.of()), atRest);
  }

  /** Whether a file has any private key, each of which was sealed. */
  static boolean hasKeys(Path file) {
    try (SqlSession session = SqliteFile.open(file, TABLES)) {
      return session
          .first(
              row -> row.getInt(1),
              """
              SELECT 1 FROM certificate UNION ALL SELECT 1 FROM uploaded_certificate
              UNION ALL SELECT 1 FROM acme_account UNION ALL SELECT 1 FROM acme_order LIMIT 1
              """)
          .isPresent();
    }
  }

  /** Certificates that owners brought, in the same file. */
  public UploadStore uploads() {
    return new UploadTable(writing, reading, atRest);
  }

  @Override
  public void eachHeld(Consumer<Held> each) {
    Map<String, URI> authorities = new HashMap<>();
    writing.each(
        row -> held(row, authorities),
        each,
        """
        SELECT host, authority, not_before, not_after, jitter, ask_again,
          suggested_start, suggested_end
        FROM certificate
        """);
  }

  /** A start reads very many; there are few CAs, and each one's address is kept once. */
  private static Held held(ResultSet row, Map<String, URI> authorities) throws SQLException {
    int column = 0;
    return new Held(
        new HostName(row.getString(++column)),
        authorities.computeIfAbsent(row.getString(++column), URI::create),
        Instant.ofEpochMilli(row.getLong(++column)),
        Instant.ofEpochMilli(row.getLong(++column)),
        row.getDouble(++column),
        row.getObject(++column) == null
            ? Optional.empty()
            : Optional.of(
                new Suggestion(
                    instant(row, "suggested_start"),
                    instant(row, "suggested_end"),
                    instant(row, "ask_again"))));
  }

  /** The store holds what was checked when it was put there. */
  private static HostName host(ResultSet row) throws SQLException {
    return new HostName(row.getString("host"));
  }

  @Override
  public Optional<HostCertificate> find(HostName host) {
    // Read first and made sense of then: readers of other hosts wait for the reading alone.
    return reading
        .first(
            row -> stored(host, row),
            """
            SELECT c.algorithm, c.sealed_key, c.chain, r.sealed_key AS rsa_key, r.chain AS rsa_chain
            FROM certificate c LEFT JOIN rsa_certificate r ON r.host = c.host WHERE c.host = ?
            """,
            host.value())
        .map(Supplier::get);
  }

  private Supplier<HostCertificate> stored(HostName host, ResultSet row) throws SQLException {
    String algorithm = row.getString("algorithm");
    byte[] sealedKey = row.getBytes("sealed_key");
    byte[] chain = row.getBytes("chain");
    byte[] rsaKey = row.getBytes("rsa_key");
    byte[] rsaChain = row.getBytes("rsa_chain");
    return () -> {
      HostCertificate first = certificate(certificateKey(host), algorithm, sealedKey, chain);
      return rsaKey == null
          ? first
          : first.beside(certificate(rsaKey(host), RSA, rsaKey, rsaChain));
    };
  }

  private HostCertificate certificate(
      String what, String algorithm, byte[] sealedKey, byte[] chain) {
    return HostCertificate.of(
        CertificateBytes.privateKey(algorithm, atRest.open(what, sealedKey)),
        CertificateBytes.chain(chain));
  }

  private static String rsaKey(HostName host) {
    return "RSA certificate key " + host;
  }

  private static String certificateKey(HostName host) {
    return "certificate key " + host;
  }

  private static String accountKey(URI authority) {
    return "ACME account key " + authority;
  }

  private PrivateKey key(ResultSet row, String what) throws SQLException {
    return CertificateBytes.privateKey(
        row.getString("algorithm"), atRest.open(what, row.getBytes("sealed_key")));
  }

  private byte[] sealed(String what, PrivateKey key) {
    return atRest.seal(what, key.getEncoded());
  }

  @Override
  public void save(Held held, HostCertificate certificate) {
    writing.together(
        () -> {
          writing.change(
              """
              INSERT INTO certificate
                (host, authority, not_before, not_after, jitter, algorithm, sealed_key, chain)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?)
              ON CONFLICT (host) DO UPDATE SET
                authority = excluded.authority, not_before = excluded.not_before,
                not_after = excluded.not_after, jitter = excluded.jitter,
                suggested_start = NULL, suggested_end = NULL, ask_again = NULL,
                algorithm = excluded.algorithm, sealed_key = excluded.sealed_key,
                chain = excluded.chain
              """,
              held.host().value(),
              held.authority().toString(),
              held.notBefore(),
              held.notAfter(),
              held.jitter(),
              certificate.key().getAlgorithm(),
              sealed(certificateKey(held.host()), certificate.key()),
              CertificateBytes.ofChain(certificate.chain()));
          saveRsa(held.host(), certificate.rsa());
          removeOrder(held.host());
          removeFailing(held.host());
        });
  }

  private void saveRsa(HostName host, Optional<HostCertificate> beside) {
    if (beside.isEmpty()) {
      writing.change("DELETE FROM rsa_certificate WHERE host = ?", host.value());
    } else {
      writing.change(
          """
          INSERT INTO rsa_certificate (host, sealed_key, chain) VALUES (?, ?, ?)
          ON CONFLICT (host) DO UPDATE SET
            sealed_key = excluded.sealed_key, chain = excluded.chain
          """,
          host.value(),
          sealed(rsaKey(host), beside.get().key()),
          CertificateBytes.ofChain(beside.get().chain()));
    }
  }

  @Override
  public void suggest(HostName host, Suggestion suggestion) {
    writing.change(
        "UPDATE certificate SET suggested_start = ?, suggested_end = ?, ask_again = ? WHERE host = ?",
        suggestion.start(),
        suggestion.end(),
        suggestion.askAgain(),
        host.value());
  }

  @Override
  public void remove(HostName host) {
    writing.together(
        () -> {
          writing.change("DELETE FROM certificate WHERE host = ?", host.value());
          saveRsa(host, Optional.empty());
          removeOrder(host);
          removeFailing(host);
        });
  }

  /** Sealed like the certificate's, as it becomes that. */
  @Override
  public Optional<OpenOrder> order(HostName host) {
    return writing.first(
        row ->
            new OpenOrder(
                host,
                URI.create(row.getString("authority")),
                URI.create(row.getString("location")),
                key(row, certificateKey(host)),
                Optional.ofNullable(row.getString("txt"))),
        "SELECT authority, location, txt, algorithm, sealed_key FROM acme_order WHERE host = ?",
        host.value());
  }

  @Override
  public List<HostName> orders() {
    return writing.all(CertificateDatabase::host, "SELECT host FROM acme_order");
  }

  @Override
  public void save(OpenOrder order) {
    writing.change(
        """
        INSERT INTO acme_order (host, authority, location, txt, algorithm, sealed_key)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (host) DO UPDATE SET
          authority = excluded.authority, location = excluded.location, txt = excluded.txt,
          algorithm = excluded.algorithm, sealed_key = excluded.sealed_key
        """,
        order.host().value(),
        order.authority().toString(),
        order.location().toString(),
        orNull(order.value()),
        order.key().getAlgorithm(),
        sealed(certificateKey(order.host()), order.key()));
  }

  private static @Nullable String orNull(Optional<String> text) {
    return text.isPresent() ? text.get() : null;
  }

  @Override
  public void removeOrder(HostName host) {
    writing.change("DELETE FROM acme_order WHERE host = ?", host.value());
  }

  @Override
  public Optional<Account> account(URI authority) {
    return writing.first(
        row ->
            new Account(
                authority,
                CertificateBytes.pair(
                    row.getString("algorithm"),
                    row.getBytes("public_key"),
                    atRest.open(accountKey(authority), row.getBytes("sealed_key"))),
                Optional.ofNullable(row.getString("location")).map(URI::create)),
        "SELECT location, algorithm, public_key, sealed_key FROM acme_account WHERE authority = ?",
        authority.toString());
  }

  @Override
  public void save(Account account) {
    writing.change(
        """
        INSERT INTO acme_account (authority, location, algorithm, public_key, sealed_key)
        VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (authority) DO UPDATE SET
          location = excluded.location, algorithm = excluded.algorithm,
          public_key = excluded.public_key, sealed_key = excluded.sealed_key
        """,
        account.authority().toString(),
        orNull(account.location().map(URI::toString)),
        account.keys().getPrivate().getAlgorithm(),
        account.keys().getPublic().getEncoded(),
        sealed(accountKey(account.authority()), account.keys().getPrivate()));
  }

  @Override
  public List<Usage> usage() {
    return writing.all(
        row ->
            new Usage(
                URI.create(row.getString("authority")),
                row.getString("bucket"),
                instant(row, "full_at")),
        "SELECT authority, bucket, full_at FROM acme_usage");
  }

  @Override
  public void save(Usage usage) {
    writing.change(
        """
        INSERT INTO acme_usage (authority, bucket, full_at) VALUES (?, ?, ?)
        ON CONFLICT (authority, bucket) DO UPDATE SET full_at = excluded.full_at
        """,
        usage.authority().toString(),
        usage.bucket(),
        usage.fullAt());
  }

  @Override
  public void removeUsage(Instant before) {
    writing.change("DELETE FROM acme_usage WHERE full_at < ?", before);
  }

  @Override
  public List<Failing> failing() {
    return writing.all(
        row ->
            new Failing(
                host(row),
                row.getInt("failures"),
                instant(row, "next_at"),
                row.getString("problem")),
        "SELECT host, failures, next_at, problem FROM acme_failing");
  }

  @Override
  public void save(Failing failing) {
    writing.change(
        """
        INSERT INTO acme_failing (host, failures, next_at, problem) VALUES (?, ?, ?, ?)
        ON CONFLICT (host) DO UPDATE SET
          failures = excluded.failures, next_at = excluded.next_at, problem = excluded.problem
        """,
        failing.host().value(),
        failing.failures(),
        failing.next(),
        failing.problem());
  }

  @Override
  public void removeFailing(HostName host) {
    writing.change("DELETE FROM acme_failing WHERE host = ?", host.value());
  }

  @Override
  public void close() {
    reading.close();
    writing.close();
  }
}
