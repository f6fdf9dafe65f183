package io.clickward.cert;

import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.Connection;
import org.shredzone.acme4j.connector.DefaultConnection;
import org.shredzone.acme4j.connector.HttpConnector;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.provider.GenericAcmeProvider;
import org.shredzone.acme4j.toolbox.JSONBuilder;

/** How acme4j reaches a CA: by one HTTP client for all sessions, with the trust that we give it. */
final class CaProvider extends GenericAcmeProvider {
  private static final int SERVICE_UNAVAILABLE = 503;
  private static final Duration CONNECT_MAX = Duration.ofSeconds(20);

  private final AcmeSettings.Authority authority;
  private volatile @Nullable HttpClient client;

  CaProvider(AcmeSettings.Authority authority) {
    this.authority = authority;
  }

  /** Has to succeed once before the CA is asked: what it is trusted by is read then. */
  synchronized void open() throws Unusable {
    if (client == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .followRedirects(HttpClient.Redirect.NORMAL)
              .connectTimeout(CONNECT_MAX)
              .proxy(HttpClient.Builder.NO_PROXY);
      TrustFile.read(authority).ifPresent(builder::sslContext);
      client = builder.build();
    }
  }

  @Override
  public HttpClient createHttpClient(NetworkSettings settings) {
    return Objects.requireNonNull(client, "a CA is asked after open() alone");
  }

  void close() {
    HttpClient made = client;
    if (made != null) {
      made.shutdownNow();
    }
  }

  @Override
  public Connection connect(URI server, NetworkSettings settings, HttpClient http) {
    return new Attentive(createHttpConnector(settings, http));
  }

  /** acme4j drops the Retry-After of whatever is no rate limit. */
  private static final class Attentive extends DefaultConnection {
    Attentive(HttpConnector connector) {
      super(connector);
    }

    @Override
    protected int sendSignedRequest(
        URL url,
        @Nullable JSONBuilder claims,
        Session session,
        KeyPair keys,
        @Nullable URL account,
        String accept)
        throws AcmeException {
      try {
        return super.sendSignedRequest(url, claims, session, keys, account, accept);
      } catch (AcmeRateLimitedException e) {
        throw e;
      } catch (AcmeException e) {
        if (lastResponse != null && lastResponse.statusCode() == SERVICE_UNAVAILABLE) {
          throw getRetryAfter().<AcmeException>map(until -> new BusyException(e, until)).orElse(e);
        }
        throw e;
      }
    }
  }
}
