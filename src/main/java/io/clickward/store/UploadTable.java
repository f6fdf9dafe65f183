package io.clickward.store;

import static io.clickward.store.SqlSession.instant;

import io.clickward.cert.HostCertificate;
import io.clickward.cert.UploadStore;
import io.clickward.domain.HostName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Certificates that owners brought, beside those of CAs in {@code certificates.db}. */
final class UploadTable implements UploadStore {
  static final String TABLE =
      """
      CREATE TABLE IF NOT EXISTS uploaded_certificate (
        host TEXT PRIMARY KEY,
        owner TEXT NOT NULL,
        not_before BIGINT NOT NULL,
        not_after BIGINT NOT NULL,
        algorithm TEXT NOT NULL,
        sealed_key BYTEA NOT NULL,
        chain BYTEA NOT NULL
      )
      """;

  private final SqlSession writing;
  private final SqlSession reading;
  private final AtRest atRest;

  UploadTable(SqlSession writing, SqlSession reading, AtRest atRest) {
    this.writing = writing;
    this.reading = reading;
    this.atRest = atRest;
  }

  @Override
  public void each(Consumer<Uploaded> each) {
    writing.each(
        row ->
            new Uploaded(
                new HostName(row.getString("host")),
                row.getString("owner"),
                instant(row, "not_before"),
                instant(row, "not_after")),
        each,
        "SELECT host, owner, not_before, not_after FROM uploaded_certificate");
  }

  @Override
  public Optional<HostCertificate> find(HostName host) {
    // Read first and made sense of then: readers of other hosts wait for the reading alone.
    return reading
        .first(
            row -> stored(host, row),
            "SELECT algorithm, sealed_key, chain FROM uploaded_certificate WHERE host = ?",
            host.value())
        .map(Supplier::get);
  }

  private Supplier<HostCertificate> stored(HostName host, ResultSet row) throws SQLException {
    String algorithm = row.getString("algorithm");
    byte[] sealedKey = row.getBytes("sealed_key");
    byte[] chain = row.getBytes("chain");
    return () ->
        HostCertificate.of(
            CertificateBytes.privateKey(algorithm, atRest.open(key(host), sealedKey)),
            CertificateBytes.chain(chain));
  }

  private static String key(HostName host) {
    return "uploaded certificate key " + host;
  }

  @Override
  public void save(Uploaded uploaded, HostCertificate certificate) {
    HostName host = uploaded.host();
    writing.change(
        """
        INSERT INTO uploaded_certificate
          (host, owner, not_before, not_after, algorithm, sealed_key, chain)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (host) DO UPDATE SET
          owner = excluded.owner, not_before = excluded.not_before,
          not_after = excluded.not_after, algorithm = excluded.algorithm,
          sealed_key = excluded.sealed_key, chain = excluded.chain
        """,
        host.value(),
        uploaded.owner(),
        uploaded.notBefore(),
        uploaded.notAfter(),
        certificate.key().getAlgorithm(),
        atRest.seal(key(host), certificate.key().getEncoded()),
        CertificateBytes.ofChain(certificate.chain()));
  }

  @Override
  public void remove(HostName host) {
    writing.change("DELETE FROM uploaded_certificate WHERE host = ?", host.value());
  }
}
