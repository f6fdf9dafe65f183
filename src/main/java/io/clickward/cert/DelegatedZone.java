package io.clickward.cert;

import io.clickward.cert.AcmeSettings.Delegation;
import io.clickward.dns.ZoneUpdate;
import io.clickward.domain.HostName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The operator's challenge zone, reached by dynamic update or by a program of the operator's. */
final class DelegatedZone implements ChallengeZone {
  private static final Duration HOOK_MAX = Duration.ofSeconds(60);

  /** Changes one TXT record of the zone. */
  private interface Change {
    void make(String action, String name, String value) throws IOException, InterruptedException;
  }

  private static final String PUBLISH = "publish";
  private static final String WITHDRAW = "withdraw";

  private final Delegation delegation;

  DelegatedZone(Delegation delegation) {
    this.delegation = delegation;
  }

  /**
   * What keeps it from being changed now. Its files are read each time: one that is gone stops
   * orders alone, and one that is mended counts at once.
   */
  static Optional<Problem> problem(Delegation delegation) {
    Problems problems = new Problems();
    problems.collect(() -> change(delegation));
    return problems.list().stream().findFirst();
  }

  private static Change change(Delegation delegation) throws Unusable {
    return switch (delegation) {
      case Delegation.Update update -> byUpdate(update);
      case Delegation.Hook hook -> byHook(hook);
    };
  }

  private void make(String action, HostName host, String value)
      throws IOException, InterruptedException {
    try {
      change(delegation).make(action, ChallengeNames.target(host, delegation.zone()), value);
    } catch (Unusable e) {
      throw new IOException(e.problems().getFirst().toString(), e);
    }
  }

  private static Change byUpdate(Delegation.Update settings) throws Unusable {
    InetSocketAddress server = new InetSocketAddress(settings.server(), settings.port());
    try {
      String secret = Files.readString(settings.secret(), StandardCharsets.US_ASCII);
      ZoneUpdate zone =
          ZoneUpdate.of(settings.zone(), server, settings.key(), settings.algorithm(), secret);
      return (action, name, value) -> {
        if (action.equals(PUBLISH)) {
          zone.replaceTxt(name, value);
        } else {
          zone.deleteTxt(name);
        }
      };
    } catch (IOException | IllegalArgumentException e) {
      throw new Unusable(
          new Problem(
              "challenge zone " + settings.zone(),
              "cannot be used (%s)".formatted(e),
              "a readable file with the TSIG secret in base64",
              "Correct the file or the settings of acme.dns"));
    }
  }

  private static Change byHook(Delegation.Hook hook) throws Unusable {
    if (!Files.isExecutable(hook.program())) {
      throw new Unusable(
          new Problem(
              "challenge zone %s, program %s".formatted(hook.zone(), hook.program()),
              "cannot be run by this process",
              "an executable file",
              "Correct the path, or make it executable"));
    }
    return (action, name, value) -> run(hook.program(), action, name, value);
  }

  private static void run(Path program, String action, String name, String value)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(List.of(program.toString(), action, name, value))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(HOOK_MAX.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException(
            "the program %s did not end within %d s on '%s %s'. Have it end when the zone is changed."
                .formatted(program, HOOK_MAX.toSeconds(), action, name));
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "the program %s ended with %d on '%s %s'; expected 0. Run it by hand to see why."
              .formatted(program, process.exitValue(), action, name));
    }
  }

  @Override
  public void publish(HostName host, String value) throws IOException, InterruptedException {
    make(PUBLISH, host, value);
    Thread.sleep(delegation.propagation());
  }

  @Override
  public void withdraw(HostName host, String value) throws IOException, InterruptedException {
    make(WITHDRAW, host, value);
  }
}
