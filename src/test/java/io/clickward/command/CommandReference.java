package io.clickward.command;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes docs/reference/commands.md from what the commands say of themselves. */
record CommandReference(CommandSpec root) {
  private static final int SYNOPSIS_CHARACTERS_MAX = 110;
  private static final List<String> OF_EVERY_COMMAND = List.of("--help", "--version");

  private static final String INTRODUCTION =
      """
      # Commands

      <!-- Generated from the commands of io.clickward; ./verify --update-golden writes it. -->

      `clickward COMMAND --help` says the same as this page. From a clone it is `./clickward COMMAND`, which builds when it has to.

      - Options may be written `--name value` or `--name=value`; words such as `EML` in lower case too.
      - Times are in UTC: `2027-01-31T00:00:00Z`.
      - `domain`, `token` (but for `token recover`) and `account` ask a running server by its admin port; the others read and
        write the data folder that the configuration names. Run them as its owner, beside a running server or without one.
      """;

  static CommandReference ofAllCommands() {
    return new CommandReference(Commands.of().getCommandSpec());
  }

  String page() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    page.append("\n| Command | What it does |\n|---|---|\n");
    commands().forEach(command -> page.append(line(command)));
    page.append("\n## Exit codes\n\nWhere a command says nothing else:\n\n").append(exits(root));
    root.subcommands().values().forEach(command -> page.append(section(command.getCommandSpec())));
    return page.toString();
  }

  /** All that do something by themselves. */
  List<CommandSpec> commands() {
    return leaves(root).toList();
  }

  private static Stream<CommandSpec> leaves(CommandSpec command) {
    Collection<CommandLine> inner = command.subcommands().values();
    return inner.isEmpty()
        ? Stream.of(command)
        : inner.stream().flatMap(each -> leaves(each.getCommandSpec()));
  }

  /** Its options but those of every command, then its arguments. */
  static List<ArgSpec> arguments(CommandSpec command) {
    List<ArgSpec> all = new ArrayList<>(command.positionalParameters());
    command.options().stream()
        .filter(option -> !OF_EVERY_COMMAND.contains(option.longestName()))
        .forEach(all::add);
    return all;
  }

  /** What its help says of it, in one line, but for its default. */
  static String meaning(ArgSpec argument) {
    return String.join(" ", argument.description())
        .replace(" (default: %s)".formatted(argument.defaultValueString(true)), "");
  }

  private static String line(CommandSpec command) {
    String name = name(command);
    return "| [`%s`](#%s) | %s |\n".formatted(name, name.replace(' ', '-'), description(command));
  }

  private static String section(CommandSpec command) {
    if (command.subcommands().isEmpty()) {
      return "\n## `%s`\n\n%s".formatted(name(command), body(command));
    }
    return "\n## `%s ...`\n\n%s\n".formatted(name(command), description(command))
        + command.subcommands().values().stream()
            .map(CommandLine::getCommandSpec)
            .map(inner -> "\n### `%s`\n\n%s".formatted(name(inner), body(inner)))
            .collect(joining());
  }

  private static String body(CommandSpec command) {
    List<ArgSpec> arguments = arguments(command);
    String table = arguments.stream().map(CommandReference::row).collect(joining());
    return "%s\n\n```\n%s```\n%s%s"
        .formatted(
            description(command),
            synopsis(command),
            table.isEmpty() ? "" : "\n| Argument | Default | Meaning |\n|---|---|---|\n" + table,
            command.usageMessage().exitCodeList().isEmpty() ? "" : "\n" + exits(command));
  }

  private static String synopsis(CommandSpec command) {
    command.usageMessage().width(SYNOPSIS_CHARACTERS_MAX);
    return new Help(command, Help.defaultColorScheme(Ansi.OFF)).synopsis(0);
  }

  private static String row(ArgSpec argument) {
    return "| `%s` | %s | %s |\n"
        .formatted(written(argument), otherwise(argument), meaning(argument));
  }

  /** How it is written on the command line. */
  static String written(ArgSpec argument) {
    return switch (argument) {
      case OptionSpec flag when flag.arity().max() == 0 -> flag.longestName();
      case OptionSpec option -> option.longestName() + " " + option.paramLabel();
      case PositionalParamSpec parameter -> parameter.paramLabel();
      default -> throw new IllegalArgumentException("neither option nor argument: " + argument);
    };
  }

  private static String otherwise(ArgSpec argument) {
    if (argument.group() != null && argument.required()) {
      return "as above";
    }
    if (argument.required()) {
      return "required";
    }
    String value = argument.defaultValue();
    return value == null || value.isEmpty() ? "" : "`" + value + "`";
  }

  private static String exits(CommandSpec command) {
    Map<String, String> codes = command.usageMessage().exitCodeList();
    return codes.entrySet().stream()
        .map(code -> "| %s | %s |\n".formatted(code.getKey().strip(), code.getValue().strip()))
        .collect(joining("", "| Exit code | When |\n|---|---|\n", ""));
  }

  private static String description(CommandSpec command) {
    return String.join(" ", command.usageMessage().description());
  }

  /** Without the program's own name. */
  static String name(CommandSpec command) {
    return command.qualifiedName().substring("clickward ".length());
  }
}
