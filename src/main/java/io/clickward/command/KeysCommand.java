package io.clickward.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clickward.installation.Installation;
import io.clickward.link.Keyring;
import io.clickward.link.LinkKey;
import io.clickward.output.StandardOutput;
import io.clickward.store.LinkKeyFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Looks after the link keys. Losing them kills every link that was ever sent. */
@Command(
    name = "keys",
    description = "Look after the link keys; see docs/operating/keys.md.",
    mixinStandardHelpOptions = true,
    subcommands = {
      KeysCommand.ListKeys.class,
      KeysCommand.Create.class,
      KeysCommand.Rotate.class,
      KeysCommand.Retire.class,
      KeysCommand.Export.class,
      KeysCommand.Import.class
    })
final class KeysCommand {

  /** What the subcommands share. */
  abstract static class OnKeys implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws Exception {
      run(
          Installation.of(config.read()).linkKeyFile(new SecureRandom()),
          Clock.systemUTC().instant());
      return Program.DONE;
    }

    abstract void run(LinkKeyFile keys, Instant now) throws Exception;

    static void print(Keyring keyring, Instant now) {
      LinkKey sealing = keyring.sealing(now);
      for (LinkKey key : keyring.keys()) {
        String use =
            key.equals(sealing)
                ? "seals and opens"
                : key.sealsFrom().isAfter(now) ? "opens, seals soon" : "opens";
        System.out.printf("key %d  %s  seals from %s%n", key.number(), use, key.sealsFrom());
      }
    }
  }

  @Command(
      name = "list",
      description = "Show the keys, without their secrets.",
      mixinStandardHelpOptions = true)
  static final class ListKeys extends OnKeys {
    @Override
    void run(LinkKeyFile keys, Instant now) throws Exception {
      print(keys.openOrCreate(now), now);
    }
  }

  @Command(
      name = "create",
      description =
          "Make new keys where the old ones are lost: every link that was sent stops working, for good.",
      mixinStandardHelpOptions = true)
  static final class Create extends OnKeys {
    @Override
    void run(LinkKeyFile keys, Instant now) throws Exception {
      print(keys.create(now), now);
    }
  }

  @Command(
      name = "rotate",
      description =
          "Add a key. It opens at once and seals after a minute, when every running process has it.",
      mixinStandardHelpOptions = true)
  static final class Rotate extends OnKeys {
    @Override
    void run(LinkKeyFile keys, Instant now) throws Exception {
      print(keys.rotate(now), now);
    }
  }

  @Command(
      name = "retire",
      description = "Destroy a key: every link that it sealed stops working, for good.",
      mixinStandardHelpOptions = true)
  static final class Retire extends OnKeys {
    @Parameters(
        paramLabel = "NUMBER",
        description = "The key's number, as clickward keys list shows it.")
    private int number;

    @Override
    void run(LinkKeyFile keys, Instant now) throws Exception {
      print(keys.retire(number, now), now);
    }
  }

  @Command(
      name = "export",
      description = "Write all keys, secrets included, to a new file that only you can read.",
      mixinStandardHelpOptions = true)
  static final class Export extends OnKeys {
    @Parameters(
        arity = "0..1",
        paramLabel = "FILE",
        description = "The copy; default: standard output.")
    private @Nullable Path file;

    @Override
    void run(LinkKeyFile keys, Instant now) throws Exception {
      if (file == null) {
        new StandardOutput().write(keys.export().getBytes(UTF_8));
      } else {
        keys.exportTo(file);
      }
    }
  }

  @Command(
      name = "import",
      description = "Add the keys of a copy; refused when a number has another secret here.",
      mixinStandardHelpOptions = true)
  static final class Import extends OnKeys {
    @Parameters(paramLabel = "FILE", description = "What clickward keys export wrote.")
    private Path file = Path.of("keys.json");

    @Override
    void run(LinkKeyFile keys, Instant now) throws Exception {
      print(keys.importKeys(read(), now), now);
    }

    private String read() throws IOException {
      if (!Files.isRegularFile(file)) {
        throw new IOException(
            "%s is no file; expected what `clickward keys export` wrote".formatted(file));
      }
      try {
        return Files.readString(file);
      } catch (CharacterCodingException e) {
        throw new IOException(
            "%s is no text; expected what `clickward keys export` wrote. Name that file"
                .formatted(file),
            e);
      }
    }
  }
}
