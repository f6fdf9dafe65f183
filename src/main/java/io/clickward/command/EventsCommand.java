package io.clickward.command;

import io.clickward.event.CorruptDayException;
import io.clickward.event.Event;
import io.clickward.event.EventJson;
import io.clickward.event.EventReader;
import io.clickward.event.Position;
import io.clickward.installation.Installation;
import io.clickward.output.StandardOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the journal, one event a line, beside a running server or without one. */
@Command(
    name = "events",
    description = "Print what was recorded, one event a line, oldest first.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = Commands.EXIT_CODES,
    exitCodeList = {
      Commands.DONE,
      "1:a day is corrupt, or nobody takes the lines any more; standard error says which",
      Commands.WRONG_USAGE,
      Commands.INTERRUPTED
    })
final class EventsCommand implements Callable<Integer> {
  private static final int BATCH_EVENTS = 1000;
  private static final Duration FOLLOW_PAUSE = Duration.ofMillis(200);

  /** How a line is written. */
  enum Format {
    JSON
  }

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--follow", description = "Go on with new events as they come.")
  private boolean follow;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "json",
      description = "How a line is written: ${COMPLETION-CANDIDATES}.")
  private Format format = Format.JSON;

  @Option(
      names = "--skip-corrupt",
      description = "Say so and go on with the next day where a day that is over is corrupt.")
  private boolean skipCorrupt;

  @Override
  public Integer call() throws Exception {
    Installation installation = Installation.of(config.read());
    EventReader reader = EventReader.open(installation.journal(), Position.START);
    Writer out =
        new BufferedWriter(new OutputStreamWriter(new StandardOutput(), StandardCharsets.UTF_8));
    printAll(reader, out);
    while (follow) {
      Thread.sleep(FOLLOW_PAUSE);
      printAll(reader, out);
    }
    return Program.DONE;
  }

  private void printAll(EventReader reader, Writer out) throws IOException {
    List<Event> events = next(reader);
    while (!events.isEmpty()) {
      for (Event event : events) {
        out.write(line(event));
        out.write('\n');
      }
      out.flush();
      events = next(reader);
    }
  }

  private List<Event> next(EventReader reader) throws IOException {
    while (true) {
      try {
        return reader.next(BATCH_EVENTS);
      } catch (CorruptDayException e) {
        if (!skipCorrupt || !reader.skipDay()) {
          throw e;
        }
        System.err.println("clickward: " + e.getMessage());
      }
    }
  }

  private String line(Event event) {
    return switch (format) {
      case JSON -> EventJson.line(event);
    };
  }
}
