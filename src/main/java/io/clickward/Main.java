package io.clickward;

import io.clickward.cert.UnusableCertificatesException;
import io.clickward.config.ConfigException;
import io.clickward.store.KeyFileException;
import io.clickward.store.StoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands. */
@Command(
    name = "clickward",
    description = "HTTPS click and open tracking on your own link domain.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:findings, or input that was refused",
      "2:wrong usage or configuration"
    })
public final class Main {
  static final int DONE = 0;
  static final int REFUSED = 1;
  static final int WRONG_USAGE = 2;

  private static final List<Class<?>> COMMANDS =
      List.of(
          ServeCommand.class,
          CheckConfigCommand.class,
          RewriteCommand.class,
          EventsCommand.class,
          DomainCommand.class,
          TokenCommand.class,
          AccountCommand.class,
          KeysCommand.class,
          RekeyCommand.class,
          QuickstartCommand.class);

  private Main() {}

  /** Runs the command that the arguments name. */
  public static void main(String[] args) {
    System.exit(commands(args).execute(args));
  }

  /** With the command that is named alone: reading the options of all is felt at each start. */
  static CommandLine commands(String... args) {
    List<Class<?>> named = COMMANDS.stream().filter(command -> isNamed(command, args)).toList();
    CommandLine commands = new CommandLine(new Main());
    for (Class<?> command : named.isEmpty() ? COMMANDS : named) {
      commands.addSubcommand(command);
    }
    return commands
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Instant.class, Main::instant)
        .setParameterExceptionHandler(Main::misused)
        .setExecutionExceptionHandler(Main::failed);
  }

  private static boolean isNamed(Class<?> command, String... args) {
    return args.length > 0 && command.getAnnotation(Command.class).name().equals(args[0]);
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "expected a time such as 2026-11-21T09:08:07Z but was '%s'".formatted(text));
    }
  }

  /** One sentence: with the whole usage below it, nobody finds it. */
  private static int misused(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    say(command, failure, WRONG_USAGE);
    UnmatchedArgumentException.printSuggestions(failure, command.getErr());
    command.getErr().printf("See: %s --help%n", command.getCommandSpec().qualifiedName());
    command.getErr().flush();
    return WRONG_USAGE;
  }

  /** What the user can mend gets a sentence; anything else is a bug and shows where it is. */
  private static int failed(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    return switch (failure) {
      case ConfigException e -> say(command, e, WRONG_USAGE);
      case UnusableCertificatesException e -> say(command, e, WRONG_USAGE);
      case WrongUsageException e -> say(command, e, WRONG_USAGE);
      case KeyFileException e -> say(command, e, REFUSED);
      case FileSystemException e -> say(command, sentence(e), REFUSED);
      case IOException e -> say(command, e, REFUSED);
      case StoreException e -> say(command, e, REFUSED);
      default -> throw failure;
    };
  }

  /** The JDK's message is often the bare file name. */
  private static IOException sentence(FileSystemException failure) {
    String why =
        switch (failure) {
          case NoSuchFileException _ -> "no such file or folder";
          case AccessDeniedException _ -> "this user may not; check its owner and permissions";
          default -> Objects.requireNonNullElse(failure.getReason(), failure.toString());
        };
    return new IOException(failure.getFile() + ": " + why, failure);
  }

  private static int say(CommandLine command, Exception failure, int exitCode) {
    command
        .getErr()
        .println(
            "clickward: " + Objects.requireNonNullElse(failure.getMessage(), failure.toString()));
    command.getErr().flush();
    return exitCode;
  }

  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"clickward " + (version == null ? "(not packaged)" : version)};
    }
  }
}
