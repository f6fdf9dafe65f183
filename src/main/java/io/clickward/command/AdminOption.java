package io.clickward.command;

import io.clickward.config.Config;
import io.clickward.config.ConfigException;
import io.clickward.config.ListenAddress;
import io.clickward.domain.HostName;
import io.clickward.store.KeyFileException;
import io.clickward.store.TokenFile;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the running server is, and the token that it asks for. */
final class AdminOption {
  private static final int PORT_MAX = 65_535;

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The admin port (default: where the configuration says).")
  private @Nullable URI url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "A file with an API token (default: admin-token in the data folder).")
  private @Nullable Path tokenFile;

  @Option(names = "--json", description = "Print the server's JSON as it is.")
  private boolean json;

  /** Who says both needs no configuration: another machine than the server's has none. */
  AdminClient client() throws ConfigException, KeyFileException, WrongUsageException {
    if (url != null && tokenFile != null) {
      return new AdminClient(checked(url), new TokenFile(tokenFile).read());
    }
    Config read = config.read();
    URI server = url == null ? address(read) : checked(url);
    TokenFile file = tokenFile == null ? TokenFile.in(read.data()) : new TokenFile(tokenFile);
    return new AdminClient(server, file.read());
  }

  /** A bare host with a port is a URI too: its scheme is the host (RFC 3986 section 3.1). */
  private static URI checked(URI url) throws WrongUsageException {
    boolean http = "http".equalsIgnoreCase(url.getScheme());
    boolean https = "https".equalsIgnoreCase(url.getScheme());
    if (!(http || https) || url.getHost() == null || url.getPort() > PORT_MAX) {
      throw new WrongUsageException(
          "--url is %s; expected the admin port with http:// or https:// before it, such as http://localhost:9090. Correct it, or leave it out for the one that the configuration says."
              .formatted(url));
    }
    requireNoPath(url);
    return url;
  }

  /** The API's own path would take its place, and the answer come from somewhere else. */
  private static void requireNoPath(URI url) throws WrongUsageException {
    boolean root = url.getPath().isEmpty() || url.getPath().equals("/");
    if (!root || url.getQuery() != null || url.getFragment() != null) {
      throw new WrongUsageException(
          "--url is %s, which goes on after host and port; expected those alone, such as http://localhost:9090, as the API is always at /api/v1. Leave the rest out."
              .formatted(url));
    }
  }

  private static URI address(Config config) {
    ListenAddress admin = config.listen().admin();
    if (config.admin().certificate() == null) {
      return URI.create("http://" + admin);
    }
    HostName host = config.admin().hosts().getFirst();
    return URI.create("https://" + host + ":" + admin.port());
  }

  boolean json() {
    return json;
  }
}
