package io.clickward.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** What a logger, and those below it, say during each test. */
public final class LogLines implements BeforeEachCallback, AfterEachCallback {
  private final Logger logger;
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  private LogLines(Logger logger) {
    this.logger = logger;
  }

  /** Of one class. */
  public static LogLines of(Class<?> source) {
    return below(source.getName());
  }

  /** Of a package and all below it. */
  public static LogLines below(String name) {
    return new LogLines((Logger) LoggerFactory.getLogger(name));
  }

  @Override
  public void beforeEach(ExtensionContext test) {
    lines.start();
    logger.addAppender(lines);
  }

  @Override
  public void afterEach(ExtensionContext test) {
    logger.detachAppender(lines);
  }

  /** All lines until now. */
  public List<ILoggingEvent> all() {
    return List.copyOf(lines.list);
  }

  /** The texts of those of one level. */
  public List<String> of(Level level) {
    return all().stream()
        .filter(line -> line.getLevel().equals(level))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  /** Forgets what was said. */
  public void clear() {
    lines.list.clear();
  }
}
