package io.clickward.api;

import io.javalin.config.JavalinConfig;
import java.security.KeyStore;
import java.util.Optional;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Listens with TLS where the settings say so. */
final class Listener {
  private Listener() {}

  static void add(
      JavalinConfig config, AdminSettings settings, Optional<SslContextFactory.Server> tls) {
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    tls.ifPresent(
        factory ->
            config.jetty.addConnector(
                (server, http) -> encrypted(server, http, settings, factory)));
  }

  /** Can be given other keys while it is in use. */
  static SslContextFactory.Server tls(KeyStore keys) {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStore(keys);
    tls.setKeyStorePassword(AdminSettings.KEY_PASSWORD);
    tls.setSniRequired(false);
    return tls;
  }

  private static Connector encrypted(
      Server server, HttpConfiguration http, AdminSettings settings, SslContextFactory.Server tls) {
    HttpConfiguration secure = new HttpConfiguration(http);
    secure.addCustomizer(new SecureRequestCustomizer(false));
    ServerConnector connector =
        new ServerConnector(
            server, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(secure));
    connector.setHost(settings.address().getHostString());
    connector.setPort(settings.address().getPort());
    return connector;
  }
}
