package io.clickward.config;

/**
 * What is logged.
 *
 * @param access whether each answer is
 */
public record LogSettings(boolean access) {
  static LogSettings from(Section log) {
    return new LogSettings(
        log.get(
            "access",
            Format.FLAG,
            "false",
            "Whether each answer is a line on standard output: time, client as far as the domain keeps it, host, method, answer, status, time taken. No token, path, destination, recipient or User-Agent."));
  }
}
