package io.clickward.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.clickward.domain.Step;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether, how long and for what a command about a domain waits. */
final class WaitOptions {
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final int MINUTES_MAX = 100_000;

  @Option(
      names = "--wait",
      description = "Verify again and again until the domain has come so far, telling each step.")
  private boolean wait;

  @Option(
      names = "--until",
      paramLabel = "STEP",
      defaultValue = "EDGE_READY",
      description = "How far --wait waits: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Step goal = Step.EDGE_READY;

  @Option(
      names = "--wait-minutes",
      paramLabel = "MINUTES",
      defaultValue = "60",
      description = "How long --wait waits, 1 to 100000 (default: ${DEFAULT-VALUE}).")
  private int minutes = 60;

  /** What is asked of the server. */
  interface Question {
    /** Asks once. */
    JsonNode ask() throws IOException, InterruptedException;
  }

  boolean isAsked() {
    return wait;
  }

  void requireSensible() throws WrongUsageException {
    if (minutes < 1 || minutes > MINUTES_MAX) {
      throw new WrongUsageException(
          "--wait-minutes is %d; expected 1 to %d. Correct it, or leave it out for 60."
              .formatted(minutes, MINUTES_MAX));
    }
  }

  /** Asks for the domain until it has come so far, or until {@link #minutes} are over. */
  JsonNode waited(Question first, Question again, PrintWriter err)
      throws IOException, InterruptedException {
    return waited(first, again, err, Duration.ofMinutes(minutes), PAUSE);
  }

  /**
   * The same in another time.
   *
   * @throws NoAnswerException when the last question got no answer
   */
  JsonNode waited(Question first, Question again, PrintWriter err, Duration whole, Duration usual)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + whole.toNanos();
    JsonNode domain = begun(first, end);
    NoAnswerException silence = null;
    String told = "";
    Duration pause = usual;
    while (!reached(domain) && !isEnding(domain) && isBefore(end)) {
      told = tell(progress(domain, silence), told, err);
      Thread.sleep(pause);
      pause = usual;
      try {
        domain = again.ask();
        silence = null;
      } catch (TryLaterException e) {
        silence = null;
        pause = e.pause();
      } catch (NoAnswerException e) {
        silence = e; // it has answered before: most likely it is being restarted
      }
    }
    if (silence != null) {
      throw silence;
    }
    if (isEnding(domain)) {
      tell(progress(domain, null), told, err);
    }
    return domain;
  }

  /** What the command does first; whoever waits waits for that, too. */
  private static JsonNode begun(Question first, long end) throws IOException, InterruptedException {
    while (true) {
      try {
        return first.ask();
      } catch (TryLaterException e) {
        if (!isBefore(end)) {
          throw e;
        }
        Thread.sleep(e.pause());
      }
    }
  }

  private static boolean isBefore(long endNanos) {
    return System.nanoTime() - endNanos < 0;
  }

  private static String progress(JsonNode domain, @Nullable NoAnswerException silence) {
    return silence == null
        ? "%s: %s".formatted(domain.path("state").asText(), domain.path("nextAction").asText())
        : "asking again: " + silence.getMessage();
  }

  private static String tell(String progress, String told, PrintWriter err) {
    if (!progress.equals(told)) {
      err.println(progress);
      err.flush();
    }
    return progress;
  }

  /** It goes nowhere any more. */
  private static boolean isEnding(JsonNode domain) {
    return Set.of("retiring", "retired").contains(domain.path("state").asText());
  }

  boolean reached(JsonNode domain) {
    boolean degraded = domain.path("state").asText().equals("degraded");
    return !degraded
        && Arrays.stream(Step.values())
            .filter(step -> step.isAtLeast(goal))
            .anyMatch(step -> step.word().equals(domain.path("reached").asText()));
  }
}
