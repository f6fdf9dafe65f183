package io.clickward.output;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/**
 * Logs go to standard error, so that standard output is what a command was asked for. A file named
 * by {@code -Dlogback.configurationFile} replaces all of it. Said in code, as a start would wait
 * for the same to be read from XML.
 */
public final class Logging extends ContextAwareBase implements Configurator {
  private static final String OURS = "io.clickward";

  private static final String LINE =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %msg%n%ex{short}";

  @Override
  public ExecutionStatus configure(LoggerContext logs) {
    if (isReplaced()) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    Logger root = logs.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(standardError(logs));
    setLevel(logs, org.slf4j.event.Level.INFO);
    // It names the address of each client that never takes its last answer.
    logs.getLogger("io.netty.handler.ssl.SslHandler").setLevel(Level.ERROR);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Says the least that is logged of Clickward's own. */
  public static void from(org.slf4j.event.Level level) {
    if (!isReplaced() && LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
      setLevel(logs, level);
    }
  }

  private static boolean isReplaced() {
    return System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null;
  }

  private static void setLevel(LoggerContext logs, org.slf4j.event.Level level) {
    logs.getLogger(OURS).setLevel(Level.convertAnSLF4JLevel(level));
  }

  private static Appender<ILoggingEvent> standardError(LoggerContext logs) {
    PatternLayoutEncoder line = new PatternLayoutEncoder();
    line.setContext(logs);
    line.setPattern(LINE);
    line.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(logs);
    console.setTarget("System.err");
    console.setEncoder(line);
    console.start();
    return console;
  }
}
