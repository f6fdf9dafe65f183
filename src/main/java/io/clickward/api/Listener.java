package io.clickward.api;

import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.security.KeyStore;
import java.util.Optional;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Listens, with TLS where there are keys. */
final class Listener {
  /** Open connections; who comes then waits until one of them ends. */
  static final int CONNECTIONS_MAX = 256;

  private Listener() {}

  /** Has the address, before anything is built that would have to be taken down again. */
  static ServerSocketChannel bind(InetSocketAddress address) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      return channel.bind(address);
    } catch (UnsupportedAddressTypeException e) {
      channel.close();
      throw cannotListen(address, "this machine has no IPv6", e);
    } catch (IOException e) {
      channel.close();
      throw cannotListen(address, String.valueOf(e.getMessage()), e);
    }
  }

  private static IOException cannotListen(InetSocketAddress address, String why, Exception cause) {
    return new IOException(
        "Cannot listen on %s:%d for the admin port: %s. Stop what listens there, or change `listen.admin`."
            .formatted(address.getHostString(), address.getPort(), why),
        cause);
  }

  static void add(
      JavalinConfig config, ServerSocketChannel channel, Optional<SslContextFactory.Server> tls) {
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    config.jetty.addConnector((server, http) -> connector(server, http, channel, tls));
  }

  /** Can be given other keys while it is in use. */
  static SslContextFactory.Server tls(KeyStore keys) {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStore(keys);
    tls.setKeyStorePassword(AdminSettings.KEY_PASSWORD);
    tls.setSniRequired(false);
    return tls;
  }

  private static Connector connector(
      Server server,
      HttpConfiguration http,
      ServerSocketChannel channel,
      Optional<SslContextFactory.Server> tls) {
    ServerConnector connector =
        tls.map(factory -> encrypted(server, http, factory))
            .orElseGet(() -> new ServerConnector(server, new HttpConnectionFactory(http)));
    server.addBean(new NetworkConnectionLimit(CONNECTIONS_MAX, connector));
    try {
      connector.open(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return connector;
  }

  private static ServerConnector encrypted(
      Server server, HttpConfiguration http, SslContextFactory.Server tls) {
    HttpConfiguration secure = new HttpConfiguration(http);
    secure.addCustomizer(new SecureRequestCustomizer(false));
    return new ServerConnector(
        server, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(secure));
  }
}
