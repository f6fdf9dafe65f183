package io.clickward.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Prints as Markdown where the CPU samples (JEP 509) of flight recordings were taken: by stage of a
 * click, and the methods that were running most often. Arguments: a name and a file for each
 * recording, in turn.
 */
final class Shares {
  private static final int METHODS_SHOWN = 15;

  /**
   * Stages with the beginnings of their classes' names. A sample belongs to the innermost frame
   * that belongs to a stage, so what Java's own classes do counts for whoever called them.
   */
  private static final Map<String, List<String>> STAGES =
      Map.of(
          "TLS",
          List.of(
              "io.netty.handler.ssl.",
              "io.netty.internal.tcnative.",
              "io.clickward.edge.Sni",
              "io.clickward.edge.Tls",
              "io.clickward.edge.HostKeys"),
          "HTTP",
          List.of("io.netty.handler.codec.", "io.clickward.edge."),
          "open the link",
          List.of("io.clickward.link.", "com.google.crypto.tink."),
          "event",
          List.of("io.clickward.track.", "io.clickward.event."),
          "sockets and event loop",
          List.of("io.netty.channel.", "io.netty.util.concurrent."));

  private static final String JOURNAL = "journal, committing";
  private static final String UPKEEP = "journal, checkpoints";
  private static final String ROLLUPS = "roll-ups and other readers";
  private static final String OTHER = "other threads";
  private static final String UNKNOWN = "no stack";
  private static final List<String> ORDER =
      List.of(
          "TLS",
          "HTTP",
          "open the link",
          "event",
          "sockets and event loop",
          JOURNAL,
          UPKEEP,
          ROLLUPS,
          OTHER,
          UNKNOWN);

  private final String name;
  private final Map<String, Integer> stages = new HashMap<>();
  private final Map<String, Integer> methods = new HashMap<>();
  private int samples;
  private long lost;

  private Shares(String name) {
    this.name = name;
  }

  public static void main(String[] arguments) throws IOException {
    List<Shares> all = new ArrayList<>();
    for (int i = 0; i < arguments.length; i += 2) {
      all.add(new Shares(arguments[i]).of(Path.of(arguments[i + 1])));
    }
    printStages(all);
    all.forEach(Shares::printMethods);
  }

  private Shares of(Path recording) throws IOException {
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        switch (event.getEventType().getName()) {
          case "jdk.CPUTimeSample" -> count(event);
          case "jdk.CPUTimeSamplesLost" -> lost += event.getLong("lostSamples");
          default -> {}
        }
      }
    }
    return this;
  }

  private void count(RecordedEvent event) {
    samples++;
    RecordedStackTrace stack = event.getStackTrace();
    String thread =
        event.getThread("eventThread") == null ? "" : event.getThread("eventThread").getJavaName();
    if (stack == null || stack.getFrames().isEmpty()) {
      stages.merge(UNKNOWN, 1, Integer::sum);
      return;
    }
    String stage = stage(String.valueOf(thread), stack.getFrames());
    stages.merge(stage, 1, Integer::sum);
    methods.merge(method(stack.getFrames().getFirst()) + " (" + stage + ")", 1, Integer::sum);
  }

  private static String stage(String thread, List<RecordedFrame> frames) {
    if (thread.equals("journal-commit")) {
      return JOURNAL;
    }
    if (thread.startsWith("journal")) {
      return UPKEEP;
    }
    String stage =
        frames.stream().map(Shares::stage).filter(s -> !s.isEmpty()).findFirst().orElse(OTHER);
    if (thread.startsWith("edge")) {
      return stage;
    }
    return stage.equals("event") ? ROLLUPS : OTHER;
  }

  private static String stage(RecordedFrame frame) {
    String type = frame.getMethod().getType().getName();
    // TLS before HTTP: both have classes in the edge.
    return ORDER.stream()
        .filter(s -> STAGES.getOrDefault(s, List.of()).stream().anyMatch(type::startsWith))
        .findFirst()
        .orElse("");
  }

  private static String method(RecordedFrame frame) {
    String type = frame.getMethod().getType().getName();
    return type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethod().getName();
  }

  private String percent(int count) {
    return "%.1f %%".formatted(100.0 * count / Math.max(1, samples));
  }

  private static void printStages(List<Shares> all) {
    System.out.print("| stage |");
    all.forEach(shares -> System.out.print(" " + shares.name + " |"));
    System.out.println("\n|---|" + "---|".repeat(all.size()));
    for (String stage : ORDER) {
      System.out.print("| " + stage + " |");
      all.forEach(s -> System.out.print(" " + s.percent(s.stages.getOrDefault(stage, 0)) + " |"));
      System.out.println();
    }
  }

  private void printMethods() {
    System.out.printf(
        "%nMethods running most often, %s (%d samples, %d lost):%n%n", name, samples, lost);
    methods.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
        .limit(METHODS_SHOWN)
        .forEach(m -> System.out.printf("- %s `%s`%n", percent(m.getValue()), m.getKey()));
  }
}
