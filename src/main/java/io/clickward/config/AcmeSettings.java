package io.clickward.config;

import static io.clickward.config.Format.duration;
import static io.clickward.config.Format.integer;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Certificates from CAs by ACME.
 *
 * @param contact mail addresses that the CAs may write to
 * @param challenges how hosts are proved, the preferred method first; never empty
 * @param ordersMax certificates that are ordered at once
 * @param rsa whether hosts get an RSA certificate beside their ECDSA one
 * @param authorities the CAs, in the order in which they are tried; never empty
 * @param dns the operator's zone for delegated challenges; empty without one
 */
public record AcmeSettings(
    List<String> contact,
    List<Challenge> challenges,
    int ordersMax,
    boolean rsa,
    List<Authority> authorities,
    Optional<ChallengeDns> dns) {
  public AcmeSettings {
    contact = List.copyOf(contact);
    challenges = List.copyOf(challenges);
    authorities = List.copyOf(authorities);
  }

  /** How a host is proved. */
  public enum Challenge {
    HTTP_01,
    TLS_ALPN_01,
    DNS_01
  }

  private static final Pattern MAIL = Pattern.compile("[!-?A-~]+@[A-Za-z0-9.-]+");

  private static final Format<String> ADDRESS =
      Format.<String>of("a mail address, such as ops@example.com", Function.identity())
          .where("a mail address, such as ops@example.com", text -> MAIL.matcher(text).matches());

  private static final Format<Challenge> CHALLENGE =
      Format.choice(
          "http-01, tls-alpn-01 or dns-01",
          Map.of(
              "http-01", Challenge.HTTP_01,
              "tls-alpn-01", Challenge.TLS_ALPN_01,
              "dns-01", Challenge.DNS_01));

  static AcmeSettings from(Section acme) {
    List<String> contact =
        acme.list("contact", ADDRESS, "ops@example.com", "Mail addresses that CAs may write to.");
    List<Challenge> challenges =
        acme.list(
            "challenges",
            CHALLENGE,
            "http-01",
            "How hosts are proved, the preferred method first. Without any: all three, in the order in which they stand here.");
    int ordersMax =
        acme.get("ordersMax", integer(1, 100), "8", "Certificates that are ordered at once.");
    boolean rsa =
        acme.get(
            "rsa",
            Format.FLAG,
            "false",
            "Whether every host gets an RSA certificate beside its ECDSA one, for clients that know no ECDSA. Each costs an order of its own.");
    List<Authority> authorities =
        acme.sections(
            "authorities",
            "The CAs, in the order in which they are tried. Without any it is Let's Encrypt, whose subscriber agreement you accept by using it.",
            Authority::from);
    return new AcmeSettings(
        contact,
        challenges.isEmpty() ? List.of(Challenge.values()) : challenges,
        ordersMax,
        rsa,
        authorities.isEmpty() ? List.of(Authority.LETS_ENCRYPT) : authorities,
        acme.section(
            "dns",
            "The zone for dns-01: point `_acme-challenge.<host>` there by CNAME, once, and certificates are ready before the host itself is moved.",
            ChallengeDns::from));
  }

  /**
   * A CA.
   *
   * @param name what it is called here
   * @param directory its directory URL
   * @param keyId the external account binding's key identifier; empty without a binding
   * @param hmacKey the file with the binding's key
   * @param profile the kind of certificate to ask for
   * @param trust what vouches for the CA's own server, in place of the platform's
   */
  public record Authority(
      String name,
      URI directory,
      Optional<String> keyId,
      Optional<Path> hmacKey,
      Optional<String> profile,
      Optional<Path> trust) {
    private static final String LETS_ENCRYPT_DIRECTORY =
        "https://acme-v02.api.letsencrypt.org/directory";

    static final Authority LETS_ENCRYPT =
        new Authority(
            "letsencrypt",
            URI.create(LETS_ENCRYPT_DIRECTORY),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private static final Format<URI> HTTPS_URL = Format.of("an https URL", Authority::directory);

    private static URI directory(String text) {
      try {
        URI uri = new URI(text);
        if (!"https".equals(uri.getScheme()) || uri.getHost() == null) {
          throw new IllegalArgumentException("is not an https URL");
        }
        return uri;
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException(e);
      }
    }

    static Authority from(Section authority) {
      Format<Path> path = Format.path(authority.folder());
      Authority read =
          new Authority(
              authority.require(
                  "name", Format.ACCOUNT_NAME, "letsencrypt", "What the CA is called here."),
              authority.require(
                  "directory", HTTPS_URL, LETS_ENCRYPT_DIRECTORY, "The CA's ACME directory."),
              authority.find(
                  "keyId",
                  Format.of("a word without spaces", ChallengeDns::word),
                  "kid-1",
                  "none",
                  "Key identifier of the external account binding, for CAs that give certificates to their customers only."),
              authority.find(
                  "hmacKey",
                  path,
                  "binding.key",
                  "none",
                  "File (mode 0600) with the key of the binding in base64url, as the CA gave it."),
              authority.find(
                  "profile",
                  Format.of("a word without spaces", ChallengeDns::word),
                  "shortlived",
                  "the CA's own choice",
                  "The kind of certificate to ask for, among those in the CA's directory."),
              authority.find(
                  "trust",
                  path,
                  "company-ca.pem",
                  "the platform's trusted CAs",
                  "PEM file with the certificate that vouches for the CA's own server."));
      if (read.keyId.isPresent() != read.hmacKey.isPresent()) {
        authority.conflict(
            read.keyId.isPresent() ? "keyId" : "hmacKey",
            read.keyId.isPresent() ? "hmacKey" : "keyId",
            "stands alone; expected keyId and hmacKey together, as the CA gave them.");
      }
      return read;
    }
  }

  /**
   * A zone of the operator's that takes TXT records.
   *
   * @param zone its name
   * @param propagation how long its servers take to show a change
   * @param server host or address of its primary server
   * @param port the server's port
   * @param key the name of the TSIG key
   * @param algorithm the TSIG algorithm
   * @param secret the file with the TSIG secret; empty when a program makes the changes
   * @param program the program that makes the changes, in place of dynamic updates
   */
  public record ChallengeDns(
      String zone,
      Duration propagation,
      String server,
      int port,
      String key,
      String algorithm,
      Optional<Path> secret,
      Optional<Path> program) {
    private static final Pattern WORD = Pattern.compile("[!-~]{1,512}");

    static String word(String text) {
      if (!WORD.matcher(text).matches()) {
        throw new IllegalArgumentException("is not one word");
      }
      return text;
    }

    static Optional<ChallengeDns> from(Section dns) {
      Format<String> word = Format.of("a word without spaces", ChallengeDns::word);
      Optional<String> zone =
          dns.find(
                  "zone",
                  Format.HOST,
                  "acme.example.com",
                  "none",
                  "The zone; without it dns-01 is not used.")
              .map(name -> name.value());
      ChallengeDns read =
          new ChallengeDns(
              zone.orElse(""),
              dns.get(
                  "propagation",
                  duration("0s", "1h"),
                  "5s",
                  "How long the zone's servers take until all of them show a change."),
              dns.get("server", word, "127.0.0.1", "Host or address of the zone's primary server."),
              dns.get("port", Format.PORT, "53", "Its port."),
              dns.get("key", word, "clickward", "Name of the TSIG key that may change the zone."),
              dns.get("algorithm", word, "hmac-sha256", "Algorithm of the TSIG key."),
              dns.find(
                  "secret",
                  Format.path(dns.folder()),
                  "tsig.secret",
                  "none",
                  "File (mode 0600) with the secret of the TSIG key in base64."),
              dns.find(
                  "program",
                  Format.path(dns.folder()),
                  "change-dns.sh",
                  "none",
                  "Program that makes the changes in place of dynamic updates, called as `program publish NAME VALUE` and `program withdraw NAME VALUE`."));
      if (zone.isPresent() && read.secret.isEmpty() && read.program.isEmpty()) {
        dns.conflict(
            "zone", "secret", "cannot be changed; expected dns.secret or dns.program beside it.");
      }
      return zone.map(_ -> read);
    }
  }
}
