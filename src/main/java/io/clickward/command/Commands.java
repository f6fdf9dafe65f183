package io.clickward.command;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands, by the library that reads command lines. */
@Command(
    name = "clickward",
    description = "HTTPS click and open tracking on your own link domain.",
    mixinStandardHelpOptions = true,
    versionProvider = Commands.Version.class,
    exitCodeListHeading = Commands.EXIT_CODES,
    exitCodeList = {
      Commands.DONE,
      "1:it could not be done; standard error says why",
      Commands.WRONG_USAGE
    })
final class Commands {
  /** The words above the exit codes in a command's help. */
  static final String EXIT_CODES = "%nExit codes:%n";

  static final String DONE = "0:done";
  static final String WRONG_USAGE = "2:wrong usage or configuration";
  static final String INTERRUPTED = "130:stopped by SIGINT (Ctrl-C)";

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

  private Commands() {}

  /** With the command that is named alone: reading the options of all is felt at each start. */
  static CommandLine of(String... args) {
    List<Class<?>> named = COMMANDS.stream().filter(command -> isNamed(command, args)).toList();
    CommandLine commands = new CommandLine(new Commands());
    for (Class<?> command : named.isEmpty() ? COMMANDS : named) {
      commands.addSubcommand(command);
    }
    return commands
        // A recipient may begin with @, and is no file with more arguments.
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Instant.class, Commands::instant)
        .setParameterExceptionHandler(Commands::misused)
        .setExecutionExceptionHandler(
            (failure, command, _) -> Failures.tell(failure, command.getErr()));
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
    int exitCode = Failures.say(command.getErr(), failure, Program.WRONG_USAGE);
    UnmatchedArgumentException.printSuggestions(failure, command.getErr());
    command.getErr().printf("See: %s --help%n", command.getCommandSpec().qualifiedName());
    command.getErr().flush();
    return exitCode;
  }

  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Commands.class.getPackage().getImplementationVersion();
      return new String[] {"clickward " + (version == null ? "(not packaged)" : version)};
    }
  }
}
