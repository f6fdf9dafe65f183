package io.clickward.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/** Asks a running server over its API. */
final class AdminClient {
  private static final Duration ANSWER_MAX = Duration.ofMinutes(2);

  /** Bad gateway, service unavailable, gateway timeout (RFC 9110 section 15.6). */
  private static final Set<Integer> GATEWAY_TROUBLE = Set.of(502, 503, 504);

  private static final int NO_CONTENT = 204;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI server;
  private final String token;

  AdminClient(URI server, String token) {
    this.server = server;
    this.token = token;
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return send("GET", path, JSON.createObjectNode());
  }

  /**
   * Sends a request.
   *
   * @param path below {@code /api/v1}
   * @param body left out when it is empty
   * @return the answer's body; missing when there is none
   * @throws TryLaterException when the server has too much to do for now
   * @throws NoAnswerException when the server cannot be asked
   * @throws IOException when it cannot be understood, or refuses: with its words
   */
  JsonNode send(String method, String path, JsonNode body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/api/v1" + path))
            .timeout(ANSWER_MAX)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(JSON.writeValueAsString(body)))
            .build();
    return read(answer(request));
  }

  private HttpResponse<String> answer(HttpRequest request)
      throws NoAnswerException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString());
    } catch (ConnectException e) {
      throw new NoAnswerException(
          "nothing listens on %s; expected a running server. Start it with clickward serve, or name another with --url."
              .formatted(server),
          e);
    } catch (SSLException e) {
      throw new NoAnswerException(
          "%s cannot be asked over TLS: %s; expected the admin port with a certificate that this machine trusts. When it has none, ask it with http:// in --url."
              .formatted(server, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new NoAnswerException(
          "%s gave no answer: %s; expected one of a running server. Ask again, or look into the server's log."
              .formatted(server, e),
          e);
    }
  }

  private JsonNode read(HttpResponse<String> response) throws IOException {
    int status = response.statusCode();
    if (status / 100 == 3) {
      throw redirected(response);
    }
    Optional<JsonNode> body = json(response.body());
    if (status == TryLaterException.STATUS) { // perhaps a proxy's, and then not in JSON
      throw TryLaterException.of(
          response.headers().firstValue("Retry-After"),
          refusal(status, body.orElseGet(JSON::createObjectNode)));
    }
    if (body.isEmpty() && status != NO_CONTENT) {
      throw GATEWAY_TROUBLE.contains(status) ? awayBehindAProxy(status) : notOurs(status);
    }
    if (status >= 400) {
      throw new IOException(refusal(status, body.orElseThrow()));
    }
    return body.orElseGet(MissingNode::getInstance);
  }

  /** Empty where there is nothing, or something else. */
  private static Optional<JsonNode> json(String text) {
    try {
      return Optional.of(JSON.readTree(text)).filter(node -> !node.isMissingNode());
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** The client follows no redirect: the token is for the server that was named. */
  private IOException redirected(HttpResponse<String> response) {
    return new IOException(
        "%s answered %d and leads to %s; expected the admin port itself. Name it with --url."
            .formatted(
                server,
                response.statusCode(),
                response.headers().firstValue("Location").orElse("no address")));
  }

  private IOException notOurs(int status) {
    return new IOException(
        "%s answered %d and no JSON; expected Clickward's admin port. Check --url."
            .formatted(server, status));
  }

  /** A proxy before a server that starts anew answers in its place, and not in JSON. */
  private NoAnswerException awayBehindAProxy(int status) {
    return new NoAnswerException(
        "%s gave no answer: a proxy before it says %d; expected one of a running server. Ask again, or look into the proxy's log and the server's."
            .formatted(server, status),
        null);
  }

  private static String refusal(int status, JsonNode body) {
    StringBuilder text = new StringBuilder();
    for (JsonNode finding : body.path("findings")) {
      text.append(text.isEmpty() ? "" : "\n  ")
          .append(
              "%s: %s; expected %s. %s"
                  .formatted(
                      finding.path("subject").asText(),
                      finding.path("observed").asText(),
                      finding.path("expected").asText(),
                      finding.path("nextStep").asText()));
    }
    return text.isEmpty() ? "the server refused with " + status : text.toString();
  }
}
