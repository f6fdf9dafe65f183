package io.clickward.command;

import io.clickward.installation.Installation;
import io.clickward.store.KeyFolder;
import io.clickward.store.KeyPurpose;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Changes the master key, or hands out a narrower one. */
@Command(
    name = "rekey",
    description =
        "Replace the master key and encrypt what is still plain; see docs/operating/keys.md.",
    mixinStandardHelpOptions = true)
final class RekeyCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--for-rewriting",
      paramLabel = "FILE",
      description =
          "Change nothing; write a key to a new file that opens link keys and no TLS key, for a user or machine that rewrites mail.")
  private @Nullable Path forRewriting;

  @Override
  public Integer call() throws Exception {
    SecureRandom random = new SecureRandom();
    Installation installation = Installation.of(config.read());
    KeyFolder keys = installation.keys(random);
    if (forRewriting != null) {
      keys.narrow(KeyPurpose.LINK, forRewriting);
      System.out.printf("The key for rewriting is in %s%n", forRewriting);
      return Program.DONE;
    }
    keys.rekey();
    installation.linkKeyFile(random).sealAtRest();
    System.out.printf("The new master key is in %s: keep a copy%n", keys.masterFile());
    return Program.DONE;
  }
}
