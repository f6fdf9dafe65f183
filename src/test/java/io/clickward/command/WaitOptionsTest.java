package io.clickward.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.clickward.testing.TinyServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
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
    return serverAway(until, "");
  }

  /** Says that the server is away between the first answer and the one of this number. */
  private TinyServer behindAProxy(int until) throws Exception {
    return serverAway(until, answer("502 Bad Gateway", "<html>502</html>"));
  }

  private TinyServer serverAway(int until, String meanwhile) throws Exception {
    return TinyServer.of(
        (socket, _) -> {
          int number = asked.incrementAndGet();
          String reached = number == 1 ? "registered" : "edge-ready";
          String state = "{\"state\":\"%1$s\",\"reached\":\"%1$s\"}".formatted(reached);
          String answer = number == 1 || number >= until ? answer("200 OK", state) : meanwhile;
          say(socket, answer);
        });
  }

  private static void say(Socket socket, String answer) throws IOException {
    socket.getOutputStream().write(answer.getBytes(ISO_8859_1));
  }

  private static String answer(String status, String body) {
    String head = "HTTP/1.1 " + status + "\r\nContent-Length: " + body.length();
    return head + "\r\nConnection: close\r\n\r\n" + body;
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
  void waitingGoesOnWhileAProxyAnswersForTheServer() throws Exception {
    try (TinyServer server = behindAProxy(5)) {
      assertThat(waited(server, Duration.ofMinutes(1)).path("state").asText())
          .isEqualTo("edge-ready");
      assertThat(said.toString()).containsOnlyOnce("a proxy before it says 502");
    }
  }

  @Test
  void aRedirectIsNoAnswerOfOurs() throws Exception {
    String moved = "308 Permanent Redirect\r\nLocation: https://admin.example/";
    try (TinyServer server = TinyServer.of((socket, _) -> say(socket, answer(moved, "")))) {
      assertThatThrownBy(() -> waited(server, Duration.ofMinutes(1)))
          .hasMessageContaining("answered 308 and leads to https://admin.example/; expected");
    }
  }

  @Test
  void anAnswerWithNothingInItIsNoneOfOurs() throws Exception {
    try (TinyServer server = TinyServer.of((socket, _) -> say(socket, answer("200 OK", "")))) {
      assertThatThrownBy(() -> waited(server, Duration.ofMinutes(1)))
          .hasMessageContaining("answered 200 and no JSON; expected Clickward's admin port");
    }
  }

  @Test
  void aDomainThatIsRetiringIsNotWaitedFor() throws Exception {
    String retiring = answer("200 OK", "{\"state\":\"retiring\",\"reached\":\"registered\"}");
    try (TinyServer server = TinyServer.of((socket, _) -> say(socket, retiring))) {
      assertThat(waited(server, Duration.ofMinutes(1)).path("state").asText())
          .isEqualTo("retiring");
      assertThat(said.toString()).startsWith("retiring: ");
    }
  }

  @Test
  void aProxyThatHasNoTimeIsAskedLater() throws Exception {
    String later = answer("429 Too Many Requests\r\nRetry-After: 0", "");
    String there = answer("200 OK", "{\"state\":\"edge-ready\",\"reached\":\"edge-ready\"}");
    try (TinyServer server =
        TinyServer.of((socket, _) -> say(socket, asked.incrementAndGet() < 3 ? later : there))) {
      assertThat(waited(server, Duration.ofMinutes(1)).path("state").asText())
          .isEqualTo("edge-ready");
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
