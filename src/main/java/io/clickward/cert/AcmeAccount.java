package io.clickward.cert;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our account at one CA: its key is made once and kept, the account itself is made when it is first
 * needed, and again with the same key when the CA has lost it.
 */
final class AcmeAccount implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AcmeAccount.class);

  /** acme4j sends the signed requests of a session one after another; several go side by side. */
  private static final int SESSIONS = 4;

  /** Some CAs, such as ZeroSSL, are slow when they work. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(60);

  /**
   * What RFC 8555 section 7.3.4 shows; acme4j would choose by the key's length, which CAs do not.
   */
  private static final String BINDING_MAC = "HS256";

  private static final Pattern BASE64URL = Pattern.compile("[A-Za-z0-9_-]+={0,2}");

  private final AcmeSettings.Authority authority;
  private final List<String> contacts;
  private final CertificateStore store;
  private final SecureRandom random;
  private final CaProvider provider;
  private final List<Session> sessions = new ArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private volatile List<Login> logins = List.of();

  AcmeAccount(
      AcmeSettings.Authority authority,
      List<String> contacts,
      CertificateStore store,
      SecureRandom random) {
    this.authority = authority;
    this.contacts = contacts;
    this.store = store;
    this.random = random;
    this.provider = new CaProvider(authority);
    for (int i = 0; i < SESSIONS; i++) {
      Session session = new Session(authority.directory(), provider);
      session.networkSettings().setTimeout(ANSWER_MAX);
      sessions.add(session);
    }
  }

  AcmeSettings.Authority authority() {
    return authority;
  }

  URI directory() {
    return authority.directory();
  }

  /** A session with the account, the next one in turn. */
  Login login() throws AcmeException, OrderFailed {
    requireTrust();
    List<Login> ready = logins;
    if (ready.isEmpty()) {
      ready = open();
    }
    return ready.get(Math.floorMod(turn.getAndIncrement(), ready.size()));
  }

  private void requireTrust() throws OrderFailed {
    try {
      provider.open();
    } catch (Unusable e) {
      throw new OrderFailed(
          new Setback.Unavailable(e.problems().getFirst().toString(), Optional.empty()));
    }
  }

  private synchronized List<Login> open() throws AcmeException, OrderFailed {
    if (logins.isEmpty()) {
      CertificateStore.Account account = store.account(directory()).orElseGet(this::fresh);
      URI location = account.location().isPresent() ? account.location().get() : make(account);
      List<Login> opened = new ArrayList<>();
      for (Session session : sessions) {
        opened.add(new Login(url(location), account.keys(), session));
      }
      logins = List.copyOf(opened);
    }
    return logins;
  }

  /** On disk before the CA sees it: the key must not get lost with an account behind it. */
  private CertificateStore.Account fresh() {
    KeyPair keys = CertificateAuthority.keyPair(random);
    CertificateStore.Account account =
        new CertificateStore.Account(directory(), keys, Optional.empty());
    store.save(account);
    return account;
  }

  private URI make(CertificateStore.Account account) throws AcmeException, OrderFailed {
    AccountBuilder builder =
        new AccountBuilder().useKeyPair(account.keys()).agreeToTermsOfService();
    contacts.forEach(contact -> builder.addContact("mailto:" + contact));
    if (authority.binding().isPresent()) {
      AcmeSettings.Binding binding = authority.binding().get();
      builder
          .withKeyIdentifier(binding.keyId(), secret(binding.hmacKey()))
          .withMacAlgorithm(BINDING_MAC);
    }
    URI location = URI.create(builder.createLogin(first()).getAccountLocation().toString());
    store.save(new CertificateStore.Account(directory(), account.keys(), Optional.of(location)));
    LOG.info("The CA {} has our account as {}", authority.name(), location);
    return location;
  }

  private String secret(Path file) throws OrderFailed {
    try {
      return requireBase64Url(file, Files.readString(file, StandardCharsets.US_ASCII).strip());
    } catch (IOException e) {
      throw new OrderFailed(
          new Setback.OwnFault(
              "acme.authorities, %s: the file %s with the binding's key cannot be read (%s). Correct its path or owner."
                  .formatted(authority.name(), file, e)));
    }
  }

  /** As CAs hand it out (RFC 8555 section 7.3.4); with anything else nobody would be asked. */
  private String requireBase64Url(Path file, String key) throws OrderFailed {
    if (!BASE64URL.matcher(key).matches()) {
      throw new OrderFailed(
          new Setback.OwnFault(
              "acme.authorities, %s: the file %s does not hold a binding's key in base64url; expected letters, digits, - and _ only. Copy the key from the CA as it is."
                  .formatted(authority.name(), file)));
    }
    return key;
  }

  /** The CA does not know the account any more: it is made again when it is next needed. */
  synchronized void lost() {
    logins = List.of();
    store
        .account(directory())
        .ifPresent(
            account ->
                store.save(
                    new CertificateStore.Account(directory(), account.keys(), Optional.empty())));
  }

  /** Whether the CA says when to renew (RFC 9773). */
  boolean suggestsRenewal() throws AcmeException, OrderFailed {
    requireTrust();
    return first().resourceUrlOptional(Resource.RENEWAL_INFO).isPresent();
  }

  /** Has the CA's directory read again, as after an outage it may be another. */
  void forgetDirectory() {
    sessions.forEach(Session::purgeDirectoryCache);
  }

  private Session first() {
    return sessions.getFirst();
  }

  static URL url(URI location) {
    try {
      return location.toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(location + " came from a CA and is no URL", e);
    }
  }

  @Override
  public void close() {
    provider.close();
  }

  @Override
  public String toString() {
    return authority.name();
  }
}
