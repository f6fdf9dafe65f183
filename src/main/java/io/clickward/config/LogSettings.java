package io.clickward.config;

import java.util.List;
import org.slf4j.event.Level;

/**
 * What is logged.
 *
 * @param access whether each answer is
 * @param level the least that Clickward itself says on standard error
 */
public record LogSettings(boolean access, Level level) {
  static LogSettings from(Section log) {
    return new LogSettings(
        log.get(
            "access",
            Format.FLAG,
            "false",
            "Whether each answer is a line on standard output: time, client as far as the domain keeps it, host, method, answer, status, time taken. No token, path, destination, recipient or User-Agent."),
        log.get(
            "level",
            Format.word(List.of(Level.ERROR, Level.WARN, Level.INFO, Level.DEBUG)),
            "info",
            "The least that Clickward says of itself on standard error. What libraries warn of is always there."));
  }
}
