package io.clickward.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.clickward.testing.TinyServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WaitOptionsTest {
  private static final Duration MOMENT = Duration.ofMillis(1);

  private final StringWriter said = new StringWriter();
  private final AtomicInteger asked = new AtomicInteger();

  private JsonNode waited(TinyServer server, Duration whole) throws Exception {
    AdminClient client = new AdminClient(URI.create("http://127.0.0.1:" + server.port()), "token");
    WaitOptions.Question question = () -> client.get("/domains/a.example");
    return new WaitOptions().waited(question, question, new PrintWriter(said), whole, MOMENT);
  }

  /** Breaks off each connection between the first answer and the one of this number. */
  private TinyServer restarting(int until) throws Exception {
    return TinyServer.of(
        (socket, _) -> {
          int number = asked.incrementAndGet();
          if (number == 1 || number >= until) {
            String reached = number == 1 ? "registered" : "edge-ready";
            String body = "{\"state\":\"%1$s\",\"reached\":\"%1$s\"}".formatted(reached);
            String head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length();
            String answer = head + "\r\nConnection: close\r\n\r\n" + body;
            socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
          }
        });
  }

  @Test
  void waitingGoesOnWhileTheServerIsRestarted() throws Exception {
    try (TinyServer server = restarting(20)) {
      assertThat(waited(server, Duration.ofMinutes(1)).path("state").asText())
          .isEqualTo("edge-ready");
      assertThat(said.toString())
          .containsOnlyOnce(
              "asking again: http://127.0.0.1:" + server.port() + " gave no answer: ");
    }
  }

  @Test
  void theLastFailureIsToldWhenTheTimeIsOver() throws Exception {
    try (TinyServer server = restarting(Integer.MAX_VALUE)) {
      assertThatThrownBy(() -> waited(server, Duration.ofSeconds(2)))
          .isInstanceOf(NoAnswerException.class)
          .hasMessageContaining(" gave no answer: ");
    }
  }

  @Test
  void aServerThatNeverAnsweredIsNotWaitedFor() throws Exception {
    asked.incrementAndGet();
    try (TinyServer server = restarting(Integer.MAX_VALUE)) {
      assertThatThrownBy(() -> waited(server, Duration.ofMinutes(1)))
          .isInstanceOf(NoAnswerException.class);
      assertThat(said.toString()).isEmpty();
    }
  }
}
