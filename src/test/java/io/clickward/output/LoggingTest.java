package io.clickward.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.netty.handler.ssl.SslHandler;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoggingTest {
  private final LoggerContext logs = new LoggerContext();
  private final Logger root = logs.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

  @AfterEach
  void noFileIsNamed() {
    System.clearProperty(ClassicConstants.CONFIG_FILE_PROPERTY);
  }

  @Test
  void isWhatTheLoggingLibraryFinds() {
    assertThat(ServiceLoader.load(Configurator.class)).hasOnlyElementsOfType(Logging.class);
  }

  @Test
  void tellsOfOursMoreThanOfLibraries() {
    new Logging().configure(logs);

    assertThat(logs.getLogger("io.clickward.edge").getEffectiveLevel()).isEqualTo(Level.INFO);
    assertThat(logs.getLogger("io.netty").getEffectiveLevel()).isEqualTo(Level.WARN);
  }

  /** One line a connection, with the address of a client, however little a domain keeps of it. */
  @Test
  void saysNothingOfATlsClientThatNeverTakesItsLastAnswer() {
    new Logging().configure(logs);

    assertThat(logs.getLogger(SslHandler.class).isWarnEnabled()).isFalse();
    assertThat(logs.getLogger(SslHandler.class).isErrorEnabled()).isTrue();
  }

  @Test
  void writesALineWithTimeLevelAndPartToStandardError() {
    new Logging().configure(logs);

    ConsoleAppender<ILoggingEvent> console =
        (ConsoleAppender<ILoggingEvent>) root.iteratorForAppenders().next();
    LoggingEvent event =
        new LoggingEvent(
            "", logs.getLogger("io.clickward.server.Server"), Level.INFO, "up", null, null);
    assertThat(console.getTarget()).isEqualTo("System.err");
    assertThat(new String(console.getEncoder().encode(event), UTF_8))
        .matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+(Z|[+-]\\d\\d:\\d\\d) INFO  Server up\\R");
  }

  @Test
  void leavesEverythingToAFileThatTheOperatorNames() {
    System.setProperty(ClassicConstants.CONFIG_FILE_PROPERTY, "logback.xml");

    assertThat(new Logging().configure(logs)).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
    assertThat(root.iteratorForAppenders()).isExhausted();
  }
}
