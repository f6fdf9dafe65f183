package io.clickward.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import io.clickward.domain.Claim;
import io.clickward.domain.HostName;
import io.clickward.onboarding.Book;
import io.clickward.onboarding.Books;
import io.clickward.onboarding.Onboarding;
import io.clickward.onboarding.Role;
import io.clickward.testing.LogLines;
import io.clickward.testing.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a caller and the log are told when something breaks, and what is left of it. */
class FaultsTest {
  private static final String SECRET = "reader@example.net";

  @TempDir Path data;
  @RegisterExtension private final LogLines log = LogLines.of(Api.class);
  private final HttpClient client = HttpClient.newHttpClient();
  private ApiRig rig;
  private AdminServer server;

  /** The store as it is, until its disk breaks in the middle of a change. */
  private final class BreakingBooks implements Books {
    private boolean broken;

    @Override
    public <T> T read(Function<Book, T> work) {
      return rig.books.read(work);
    }

    @Override
    public <T> T write(Function<Book, T> work) {
      return rig.books.write(
          book -> {
            T result = work.apply(book);
            if (broken) {
              IOException disk = new IOException("no space for " + SECRET);
              throw new IllegalStateException("cannot write " + SECRET, disk);
            }
            return result;
          });
    }
  }

  private BreakingBooks books;

  @BeforeEach
  void start() throws Exception {
    rig = new ApiRig(data);
    books = new BreakingBooks();
    server =
        AdminServer.start(
            AdminSettings.local(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            new Metrics(),
            List::of,
            new ApiParts(
                new Onboarding(books, rig.world.checks(), () -> {}, rig.clock, new SecureRandom()),
                rig.access,
                rig.kills,
                () -> {
                  throw new StackOverflowError(SECRET);
                }),
            rig.clock);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    rig.close();
  }

  private HttpResponse<String> send(String method, String path, String token, String body)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/v1" + path))
            .method(method, BodyPublishers.ofString(body))
            .header("Authorization", "Bearer " + token)
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> add(String host) throws Exception {
    return send("POST", "/domains", rig.acme.get(Role.ADMIN), "{\"host\":\"" + host + "\"}");
  }

  private void assertTellsNothing(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .startsWith(Problem.MEDIA_TYPE);
    JsonNode problem = ApiRig.json(answer);
    assertThat(problem.path("type").asText()).isEqualTo("urn:clickward:problem:failed");
    assertThat(problem.path("nextStep").asText()).contains("log");
    assertThat(answer.body())
        .doesNotContain(SECRET, "Exception", "Error", "\tat ", "io.clickward", ".java")
        .doesNotContain(rig.acme.get(Role.ADMIN), rig.installer);
  }

  private String logged() {
    assertThat(log.all()).hasSize(1);
    ILoggingEvent line = log.all().getFirst();
    assertThat(line.getThrowableProxy()).isNull();
    assertThat(line.getFormattedMessage()).doesNotContain(SECRET, "cw_");
    return line.getFormattedMessage();
  }

  @Test
  void aFaultIsAProblemForTheCallerAndALineWithItsCausesInTheLog() throws Exception {
    books.broken = true;

    assertTellsNothing(add("new.example"));

    assertThat(logged())
        .startsWith("The admin port failed: java.lang.IllegalStateException at ")
        .contains("FaultsTest.java:", ", caused by java.io.IOException at ");
  }

  @Test
  void aFaultLosesNothingAndStopsNothing() throws Exception {
    assertThat(add("old.example").statusCode()).isEqualTo(201);
    books.broken = true;
    assertThat(add("new.example").statusCode()).isEqualTo(500);
    books.broken = false;

    List<Claim> left = rig.books.read(book -> book.claims("acme", "", 10));
    assertThat(left).extracting(Claim::host).containsExactly(new HostName("old.example"));
    assertThat(add("new.example").statusCode()).isEqualTo(201);
  }

  private String raw(String method, String target, String header, String body) throws Exception {
    try (RawClient raw = RawClient.plain(server.port())) {
      return raw.send(
              "%s /api/v1%s HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                  .formatted(method, target, header, body.length(), body))
          .rest();
    }
  }

  private static void assertIsRefusedFor(String subject, String answer) throws Exception {
    assertThat(answer).startsWith("HTTP/1.1 400 ").contains(Problem.MEDIA_TYPE);
    JsonNode problem = Json.MAPPER.readTree(answer.substring(answer.indexOf("\r\n\r\n")));
    assertThat(problem.path("type").asText()).isEqualTo("urn:clickward:problem:invalid");
    assertThat(problem.path("subject").asText()).isEqualTo(subject);
  }

  @Test
  void aQueryOrCharsetThatCannotBeReadIsRefusedAndIsNoFault() throws Exception {
    String token = "Authorization: Bearer %s\r\n".formatted(rig.acme.get(Role.ADMIN));
    for (String charset :
        List.of("charset", "charset=", "charset=nonsense", "charset=\"", "charset=utf-16")) {
      String type = "Content-Type: application/json; %s\r\n".formatted(charset);
      assertIsRefusedFor("Content-Type", raw("GET", "/openapi.json", type, ""));
      assertIsRefusedFor("Content-Type", raw("GET", "/openapi.json?a=1", type, ""));
      assertIsRefusedFor(
          "Content-Type", raw("POST", "/domains", token + type, "{\"host\":\"new.example\"}"));
    }
    for (String query : List.of("%zz", "a=1&%", "%u0041=1")) {
      assertIsRefusedFor("query", raw("GET", "/openapi.json?" + query, "", ""));
    }
    for (String query : List.of("limit=%zz", "after=a&after=%e")) {
      assertIsRefusedFor("query", raw("GET", "/domains?" + query, token, ""));
    }

    assertThat(log.all()).isEmpty();
    List<Claim> claims = rig.books.read(book -> book.claims("acme", "", 10));
    assertThat(claims).isEmpty();
    String type = "Content-Type: application/json; Charset=\"UTF-8\"\r\n";
    assertThat(raw("POST", "/domains", token + type, "{\"host\":\"new.example\"}"))
        .startsWith("HTTP/1.1 201 ");
  }

  @Test
  void whatIsNoExceptionIsToldInTheSameForm() throws Exception {
    assertTellsNothing(send("GET", "/keys", rig.installer, ""));

    assertThat(logged()).contains("java.lang.StackOverflowError at ");
    assertThat(add("new.example").statusCode()).isEqualTo(201);
  }
}
