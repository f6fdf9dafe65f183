package io.clickward;

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

  AdminClient client() throws ConfigException, KeyFileException {
    Config read = config.read();
    TokenFile file = tokenFile == null ? TokenFile.in(read.data()) : new TokenFile(tokenFile);
    return new AdminClient(url == null ? address(read) : url, file.read());
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
