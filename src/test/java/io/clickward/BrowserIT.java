package io.clickward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.clickward.testing.Browser;
import io.clickward.testing.Clickward;
import io.clickward.testing.Serving;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real browser that shows a rewritten mail and follows its link. */
class BrowserIT {
  /** Browsers find every name below localhost on this machine. */
  private static final String HOST = "links.localhost";

  private static final int ARRIVAL_SECONDS_MAX = 60;

  /** A web mail program: it shows the mail, and its reader clicks once everything is there. */
  private static final String READER =
      "<script>onload = () => document.querySelector('a').click()</script>";

  /** Where the link leads; it tells how it was reached. */
  private static final String OFFER =
      """
      <!doctype html><title>The offer</title><p>Blue, size 2.
      <script>fetch('/arrived', {method: 'POST', body: JSON.stringify({
        url: location.href, referrer: document.referrer, userAgent: navigator.userAgent})})</script>
      """;

  @TempDir private Path folder;
  private final BlockingQueue<String> arrivals = new LinkedBlockingQueue<>();
  private HttpServer pages;
  private Clickward clickward;
  private Serving serving;

  @BeforeEach
  void start() throws Exception {
    pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    clickward = Clickward.in(folder, HOST);
    serving = clickward.serve();
  }

  @AfterEach
  void stop() throws Exception {
    serving.close();
    pages.stop(0);
  }

  @Test
  void followsALinkOfAShownMailToItsDestination() throws Exception {
    String destination = page("/offer?colour=blue&size=2#details");
    Path mail = folder.resolve("mail.html");
    Files.writeString(
        mail,
        "<!doctype html><html><body><p>Dear reader, see <a href=\"%s\">the offer</a>.</body></html>"
            .formatted(destination.replace("&", "&amp;")));
    String rewritten = clickward.rewrite(mail, HOST, "shown", "--recipient", "r@example.org");
    assertThat(rewritten).doesNotContain(destination);
    serve(rewritten);

    JsonNode arrival;
    try (Browser browser = Browser.in(folder.resolve("home")).trusting(clickward.authority())) {
      browser.open(page("/mail"));
      String told = arrivals.poll(ARRIVAL_SECONDS_MAX, TimeUnit.SECONDS);
      assertThat(told).as(browser.said()).isNotNull();
      arrival = new ObjectMapper().readTree(told);
    }

    assertThat(arrival.get("url").asText()).isEqualTo(destination);
    List<JsonNode> events = clickward.events();
    assertThat(events).extracting(e -> e.get("kind").asText()).containsExactly("open", "click");
    assertThat(events).allMatch(e -> e.get("userAgent").equals(arrival.get("userAgent")));
    assertThat(events.getLast().get("userAgent").asText()).contains("Chrome/");
    assertThat(events.getLast().get("url").asText()).isEqualTo(destination);
    assertThat(events.getLast().get("message").asText()).isEqualTo("shown");
  }

  /** That the browser above verifies what it is shown, and does not just take everything. */
  @Test
  void showsNothingOfAHostWhoseAuthorityItDoesNotTrust() throws Exception {
    try (Browser browser = Browser.in(folder.resolve("home"))) {
      String robots = "https://%s:%d/robots.txt".formatted(HOST, clickward.https());
      assertThat(browser.document(robots)).doesNotContain("Disallow");
      assertThat(browser.trusting(clickward.authority()).document(robots)).contains("Disallow: /");
    }
  }

  private String page(String path) {
    return "http://127.0.0.1:" + pages.getAddress().getPort() + path;
  }

  private void serve(String mail) {
    pages.createContext("/mail", exchange -> show(exchange, mail + READER));
    pages.createContext("/offer", exchange -> show(exchange, OFFER));
    pages.createContext("/arrived", this::arrived);
    pages.start();
  }

  private void arrived(HttpExchange exchange) throws IOException {
    arrivals.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    show(exchange, "");
  }

  private static void show(HttpExchange exchange, String html) throws IOException {
    try (exchange) {
      byte[] body = html.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
      exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
