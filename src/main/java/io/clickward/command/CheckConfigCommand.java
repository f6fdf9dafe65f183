package io.clickward.command;

import io.clickward.config.Config;
import io.clickward.config.ConfigReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads a configuration and says what it means, or everything that is wrong with it. */
@Command(
    name = "check-config",
    description = "Check a configuration and list everything that is wrong with it.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = Commands.EXIT_CODES,
    exitCodeList = {"0:nothing is wrong with it", "2:wrong usage or configuration"})
final class CheckConfigCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The configuration.")
  private Path file = Path.of("clickward.yaml");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    Config config = ConfigReader.read(file, System.getenv());
    PrintWriter out = spec.commandLine().getOut();
    int domains = config.domains().size();
    out.printf(
        "%s is good: %s, data in %s%n",
        file, domains == 1 ? "1 link domain" : domains + " link domains", config.data());
    out.flush();
    return Program.DONE;
  }
}
