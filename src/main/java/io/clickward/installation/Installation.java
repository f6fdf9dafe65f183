package io.clickward.installation;

import io.clickward.config.Config;
import io.clickward.config.DomainSettings;
import io.clickward.domain.Claim;
import io.clickward.domain.DomainState;
import io.clickward.domain.HostName;
import io.clickward.domain.Provider;
import io.clickward.domain.TrackingDomain;
import io.clickward.link.Keyring;
import io.clickward.onboarding.Book;
import io.clickward.onboarding.Succession;
import io.clickward.store.CertificateDatabase;
import io.clickward.store.Database;
import io.clickward.store.KeyFileException;
import io.clickward.store.KeyFolder;
import io.clickward.store.KeyPurpose;
import io.clickward.store.LinkKeyFile;
import io.clickward.store.MessageRecords;
import io.clickward.store.TokenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one installation has on disk, and where. The commands and the server meet here: each works
 * on the same data folder, also beside the others.
 */
public record Installation(Config config, Map<String, String> environment) {
  public Installation {
    environment = Map.copyOf(environment);
  }

  /** With the environment of this process. */
  public static Installation of(Config config) throws IOException {
    return of(config, System.getenv());
  }

  /**
   * Makes the data folder if need be.
   *
   * @param environment what may say where the master key is
   */
  public static Installation of(Config config, Map<String, String> environment) throws IOException {
    Files.createDirectories(config.data());
    return new Installation(config, environment);
  }

  public LinkKeyFile linkKeyFile(SecureRandom random) {
    return LinkKeyFile.in(config.data(), keys(random), random);
  }

  /** What encrypts secrets on disk. */
  public KeyFolder keys(SecureRandom random) {
    return KeyFolder.in(config.data(), environment, random);
  }

  /** Accounts, tokens and domains. */
  public Database database() {
    return Database.in(config.data());
  }

  public boolean hasDatabase() {
    return Files.exists(config.data().resolve(Database.FILE));
  }

  public TokenFile adminToken() {
    return TokenFile.in(config.data());
  }

  /**
   * Makes the link keys of a new installation, before anything else: from then on the database
   * tells that it was used, and keys that are missing are lost.
   */
  public void ensureLinkKeys(InstantSource clock, SecureRandom random) throws KeyFileException {
    linkKeyFile(random).ensure(clock.instant());
  }

  /** The keys as they are now, made in a new installation. */
  public Keyring linkKeys(InstantSource clock, SecureRandom random) throws KeyFileException {
    return linkKeyFile(random).openOrCreate(clock.instant());
  }

  /** Certificates from CAs, their keys sealed. */
  public CertificateDatabase issued(SecureRandom random) throws KeyFileException {
    return CertificateDatabase.in(config.data(), keys(random).open(KeyPurpose.TLS));
  }

  public MessageRecords messages() {
    return MessageRecords.in(config.data());
  }

  /** Forgets what rewriting knew of the messages that were last written before a moment. */
  public void forgetMessagesBefore(Instant moment) {
    try (MessageRecords messages = messages()) {
      messages.removeSavedBefore(moment);
    }
  }

  public Path tls() {
    return config.data().resolve("tls");
  }

  public Path certificateAuthority() {
    return tls().resolve("ca.pem");
  }

  public Path journal() {
    return config.data().resolve("journal");
  }

  public Path rollups() {
    return config.data().resolve("rollups.db");
  }

  /** A domain that mail may be rewritten for: declared, or added and proved. */
  public Optional<TrackingDomain> domain(HostName host) {
    return config.domains().stream()
        .filter(declared -> declared.domain().host().equals(host))
        .findFirst()
        .map(this::active)
        .or(() -> stored(book -> added(book, host).stream().toList()).stream().findFirst());
  }

  private TrackingDomain active(DomainSettings declared) {
    TrackingDomain domain = declared.domain();
    boolean atItsWord = Settings.isAtItsWord(config, declared);
    return stored(book -> List.of(active(book, domain, atItsWord))).stream()
        .findFirst()
        .orElse(domain.withHttps(domain.https() && atItsWord));
  }

  /** A declared domain; https is what it has earned, unless it stands at the operator's word. */
  private static TrackingDomain active(Book book, TrackingDomain declared, boolean atItsWord) {
    TrackingDomain domain = Succession.of(book, declared).served();
    boolean on =
        atItsWord
            || added(book, domain.host())
                .filter(each -> each.account().equals(domain.account()))
                .filter(TrackingDomain::https)
                .isPresent();
    return domain.withHttps(domain.https() && on);
  }

  private static Optional<TrackingDomain> added(Book book, HostName host) {
    return book.served(host).stream()
        .filter(claim -> claim.state().isOwned())
        .map(Claim::active)
        .filter(domain -> domain.provider() == Provider.CLICKWARD)
        .findFirst();
  }

  /** Whether the installation's own account has added the host and not shown that it is its own. */
  public boolean isUnproved(HostName host) {
    return stored(book -> book.claim(config.account(), host).stream().toList()).stream()
        .anyMatch(claim -> claim.state() instanceof DomainState.Registered);
  }

  /** The hosts whose links are ours, of which there may be very many. */
  public Set<String> linkHosts() {
    return Stream.concat(
            config.domains().stream().map(settings -> settings.domain().host()),
            stored(book -> book.linkHosts(Provider.CLICKWARD)).stream())
        .map(HostName::value)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What the server keeps; nothing where none has run. */
  private <T> List<T> stored(Function<Book, List<T>> question) {
    if (!hasDatabase()) {
      return List.of();
    }
    try (Database database = database()) {
      return database.read(question);
    }
  }

  /**
   * The port that a domain's links name, unless it is the scheme's own.
   *
   * @throws IllegalArgumentException with a sentence when nobody knows it before a server runs, or
   *     nobody would answer there
   */
  public int publicPort(TrackingDomain domain) {
    if (!domain.https() && !config.listen().answersHttp()) {
      throw new IllegalArgumentException(
          "links of %s are http until its live probe has passed, and nobody answers http: listen.http has no address; expected one, or the port of what is in front in listen.publicHttpPort"
              .formatted(domain.host().value()));
    }
    return domain.https()
        ? known(config.listen().publicHttpsPort(), "listen.https", "listen.publicHttpsPort")
        : known(config.listen().publicHttpPort(), "listen.http", "listen.publicHttpPort");
  }

  private static int known(int port, String listener, String publicPort) {
    if (port == 0) {
      throw new IllegalArgumentException(
          "%s has port 0, which is any free port, so that no link can name it; expected %s, or a port of its own in %s"
              .formatted(listener, publicPort, listener));
    }
    return port;
  }
}
