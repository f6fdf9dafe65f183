package io.clickward.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.domain.HostName;
import io.clickward.domain.Revocation;
import io.clickward.onboarding.Access;
import io.clickward.onboarding.Declaration;
import io.clickward.onboarding.Kill;
import io.clickward.onboarding.Role;
import io.clickward.testing.Domains;
import io.clickward.testing.RawClient;
import io.clickward.testing.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminServerTest {
  private static final String LIVE = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String NO_TOKEN = "cw_0123456789abcdef_" + "A".repeat(43);

  @TempDir Path data;
  private ApiRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new ApiRig(data);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private String raw(String path, String host) throws IOException {
    try (RawClient client = RawClient.plain(rig.server.port())) {
      return client
          .send("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(path, host))
          .rest();
    }
  }

  @Test
  void answersOnlyToItsOwnHosts() throws Exception {
    for (String host : List.of("evil.example", "evil.example:9090", "127.0.0.1.evil.example")) {
      assertThat(raw("/metrics", host)).as(host).doesNotContain("clickward_", "jvm_");
      assertThat(raw("/api/v1/openapi.json", host)).as(host).doesNotContain("openapi");
    }
    assertThat(raw("/metrics", "evil.example")).startsWith("HTTP/1.1 421 ");
    assertThat(raw("/metrics", "localhost:" + rig.server.port())).startsWith("HTTP/1.1 200 ");
    for (String host : List.of("127.0.0.2:9090", "[::1]:1", "[0:0:0:0:0:0:0:1]:9090", "[::1]")) {
      assertThat(raw("/metrics", host)).as(host).startsWith("HTTP/1.1 200 ");
    }
    for (String host :
        List.of("127.1", "2130706433", "[::2]", "192.0.2.1:9090", "[::", "::1", "")) {
      assertThat(raw("/metrics", host)).as(host).doesNotContain("jvm_");
    }
    assertThat(raw("/health/live", "10.1.2.3")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void listensOffLoopbackWithTlsOnly() {
    InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 0);

    assertThatThrownBy(() -> AdminSettings.local(everywhere))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void speaksTlsWithTheCertificateThatItWasGiven() throws Exception {
    TestCa ca = TestCa.root("admin", Instant.now().minusSeconds(60));
    TestCa.Leaf leaf = ca.leaf("admin.example");
    try (AdminServer encrypted = encrypted("127.0.0.1", leaf)) {
      assertThat(metrics(encrypted, ca, "")).startsWith("HTTP/1.1 200 ");
    }
  }

  private AdminServer encrypted(String address, TestCa.Leaf leaf) throws Exception {
    return encrypted(address, leaf, List.of());
  }

  private AdminServer encrypted(String address, TestCa.Leaf leaf, List<String> problems)
      throws Exception {
    AdminSettings settings =
        new AdminSettings(
            new InetSocketAddress(address, 0), Set.of("admin.example"), Optional.of(keys(leaf)));
    ApiParts parts = new ApiParts(rig.onboarding, rig.access, rig.kills, List::of);
    return AdminServer.start(settings, new Metrics(), () -> problems, parts, rig.clock);
  }

  private static KeyStore keys(TestCa.Leaf leaf) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "admin",
        leaf.keys().getPrivate(),
        AdminSettings.KEY_PASSWORD.toCharArray(),
        leaf.chain().toArray(X509Certificate[]::new));
    return keys;
  }

  private static String metrics(AdminServer server, TestCa ca, String header) throws IOException {
    return get(server, ca, "/metrics", header);
  }

  private static String get(AdminServer server, TestCa ca, String path, String header)
      throws IOException {
    return exchange(server, ca, "GET", path, header);
  }

  private static String exchange(
      AdminServer server, TestCa ca, String method, String path, String header) throws IOException {
    try (RawClient client = RawClient.tls(server.port(), "admin.example", ca.certificate())) {
      return client
          .send(
              "%s %s HTTP/1.1\r\nHost: admin.example\r\n%sConnection: close\r\n\r\n"
                  .formatted(method, path, header))
          .rest();
    }
  }

  @Test
  void offLoopbackMetricsAreForATokenOfTheInstallationsOwnAccount() throws Exception {
    TestCa ca = TestCa.root("admin", Instant.now().minusSeconds(60));
    Access.Issued read =
        rig.access.createToken(
            rig.caller(rig.installer), "default", Role.READ, "prometheus", Optional.empty());
    try (AdminServer open = encrypted("0.0.0.0", ca.leaf("admin.example"))) {
      assertThat(metrics(open, ca, "")).startsWith("HTTP/1.1 401 ").doesNotContain("jvm_");
      assertThat(metrics(open, ca, bearer(NO_TOKEN))).startsWith("HTTP/1.1 401 ");
      assertThat(metrics(open, ca, bearer(rig.acme.get(Role.ADMIN))))
          .startsWith("HTTP/1.1 403 ")
          .doesNotContain("jvm_");
      assertThat(metrics(open, ca, bearer(read.text())))
          .startsWith("HTTP/1.1 200 ")
          .contains("jvm_");
      assertThat(get(open, ca, "/health/ready", "")).startsWith("HTTP/1.1 200 ");
    }
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token + "\r\n";
  }

  @Test
  void newConnectionsAreShownTheCertificateThatItWasGivenLast() throws Exception {
    TestCa old = TestCa.root("old", Instant.now().minusSeconds(60));
    TestCa next = TestCa.root("next", Instant.now().minusSeconds(60));
    try (AdminServer server = encrypted("127.0.0.1", old.leaf("admin.example"));
        RawClient open = RawClient.tls(server.port(), "admin.example", old.certificate())) {
      server.show(keys(next.leaf("admin.example")));

      assertThat(metrics(server, next, "")).startsWith("HTTP/1.1 200 ");
      assertThatThrownBy(() -> metrics(server, old, "")).isInstanceOf(IOException.class);
      assertThat(
              open.send("GET /metrics HTTP/1.1\r\nHost: admin.example\r\nConnection: close\r\n\r\n")
                  .rest())
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void headSaysWhatGetWouldAndNoMore() throws Exception {
    TestCa ca = TestCa.root("admin", Instant.now().minusSeconds(60));
    try (AdminServer open = encrypted("0.0.0.0", ca.leaf("admin.example"), List.of("no disk"))) {
      for (String path : List.of("/health/live", "/health/ready", "/metrics", "/nothing")) {
        assertThat(head(open, ca, path)).as(path).isEqualTo(status(get(open, ca, path, "")));
      }
      for (Route route : open.routes()) {
        if (route.method().equals("GET")) {
          String path = route.path().replace("{host}", ApiRig.HOST);
          assertThat(head(open, ca, path)).as(path).isEqualTo(status(get(open, ca, path, "")));
        }
      }
      assertThat(head(open, ca, "/health/ready")).isEqualTo("HTTP/1.1 503");
      assertThat(head(open, ca, "/metrics")).isEqualTo("HTTP/1.1 401");
    }
  }

  private static String status(String response) {
    return response.substring(0, "HTTP/1.1 200".length());
  }

  /** The status of an answer that has no body. */
  private static String head(AdminServer server, TestCa ca, String path) throws IOException {
    String response = exchange(server, ca, "HEAD", path, "");
    assertThat(response).as(path).endsWith("\r\n\r\n");
    return status(response);
  }

  @Test
  void takesSoManyConnectionsAndTheNextOneWaitsForItsTurn() throws Exception {
    Deque<RawClient> open = new ArrayDeque<>();
    try {
      for (int i = 0; i < Listener.CONNECTIONS_MAX; i++) {
        open.push(RawClient.plain(rig.server.port()));
      }
      assertThat(open.element().send(LIVE).response()).startsWith("HTTP/1.1 200 ");
      try (RawClient next = RawClient.plain(rig.server.port()).send(LIVE)) {
        assertThat(next.isSilentFor(1_000)).isTrue();

        open.pop().close();

        assertThat(next.response()).startsWith("HTTP/1.1 200 ");
      }
    } finally {
      for (RawClient client : open) {
        client.close();
      }
    }
  }

  @Test
  void anAddressThatIsTakenIsToldAndKeptFromNobody() throws Exception {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), rig.server.port());
    ApiParts parts = new ApiParts(rig.onboarding, rig.access, rig.kills, List::of);
    AdminSettings settings = AdminSettings.local(address);

    assertThatThrownBy(() -> AdminServer.start(settings, new Metrics(), List::of, parts, rig.clock))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "Cannot listen on 127.0.0.1:%d for the admin port: ".formatted(rig.server.port()))
        .hasMessageEndingWith(". Stop what listens there, or change `listen.admin`.");

    assertThat(raw("/health/live", "localhost")).startsWith("HTTP/1.1 200 ");
    rig.server.close();
    AdminServer.start(settings, new Metrics(), List::of, parts, rig.clock).close();
  }

  @Test
  void queryParametersThatAreNotDescribedAreRefused() throws Exception {
    String token = rig.acme.get(Role.ADMIN);
    Map<String, String> expected =
        Map.of(
            "/api/v1/domains?limt=5", "only [limit, after]",
            "/api/v1/revocations?account=rival", "none",
            "/api/v1/tokens?limit=5&account=acme", "only [account]");
    for (Map.Entry<String, String> each : expected.entrySet()) {
      HttpResponse<String> answer = rig.send("GET", each.getKey(), token, "");
      assertThat(answer.statusCode()).as(each.getKey()).isEqualTo(400);
      assertThat(ApiRig.json(answer).path("observed").asText())
          .isEqualTo("is not a known query parameter");
      assertThat(ApiRig.json(answer).path("expected").asText()).isEqualTo(each.getValue());
    }

    HttpResponse<String> two = rig.send("GET", "/api/v1/keys?a=1&b=2", rig.installer, "");
    assertThat(ApiRig.json(two).path("findings")).hasSize(2);
    assertThat(rig.send("GET", "/api/v1/keys?a=1", token, "").statusCode()).isEqualTo(403);
    assertThat(rig.send("GET", "/api/v1/keys?a=1", "", "").statusCode()).isEqualTo(401);
    assertThat(rig.send("GET", "/api/v1/openapi.json?a=1", "", "").statusCode()).isEqualTo(400);
  }

  @Test
  void slowsDownWhoTriesTokens() throws Exception {
    for (int i = 0; i < Attempts.FAILURES_MAX; i++) {
      assertThat(rig.send("GET", "/api/v1/domains", NO_TOKEN, "").statusCode()).isEqualTo(401);
    }
    HttpResponse<String> slowed = rig.send("GET", "/api/v1/domains", NO_TOKEN, "");
    assertThat(slowed.statusCode()).isEqualTo(429);
    String seconds = slowed.headers().firstValue("Retry-After").orElseThrow();
    assertThat(slowed.body()).contains("Try again in " + seconds + " s.");
    String right = rig.acme.get(Role.READ);
    assertThat(rig.send("GET", "/api/v1/domains", right, "").statusCode()).isEqualTo(429);

    rig.clock.advance(Attempts.WINDOW);

    assertThat(rig.send("GET", "/api/v1/domains", right, "").statusCode()).isEqualTo(200);
  }

  @Test
  void aRightTokenIsNoAttempt() throws Exception {
    for (int i = 0; i < 2 * Attempts.FAILURES_MAX; i++) {
      assertThat(rig.send("GET", "/api/v1/domains", rig.acme.get(Role.READ), "").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void refusalsRepeatNothingThatWasSent() throws Exception {
    String secret = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";
    String token = rig.acme.get(Role.ADMIN);
    for (String body :
        List.of(
            "{\"chain\":\"" + secret + "\",\"key\":\"" + secret + "\"}",
            "{\"chain\":[\"" + secret + "\"]}",
            "{\"key\":" + secret + "}",
            secret,
            "[\"" + secret + "\"]")) {
      rig.own("acme", ApiRig.HOST);
      HttpResponse<String> answer =
          rig.send("PUT", "/api/v1/domains/" + ApiRig.HOST + "/certificate", token, body);
      assertThat(answer.statusCode()).as(body).isEqualTo(400);
      assertThat(answer.body()).doesNotContain(secret, token);
    }
    assertThat(rig.send("GET", "/api/v1/domains", NO_TOKEN, "").body()).doesNotContain(NO_TOKEN);
  }

  @Test
  void refusesRevocationsThatAreNotOfTheDescribedKind() throws Exception {
    Map<String, String> wrong =
        Map.of(
            "{\"message\":\"m\",\"link\":3.7}", "link",
            "{\"message\":\"m\",\"link\":-5}", "link",
            "{\"message\":\"m\",\"link\":\"3\"}", "link",
            "{\"message\":\"m\",\"link\":99999999999}", "link",
            "{\"message\":5}", "message",
            "{\"message\":5.5}", "message",
            "{\"message\":true}", "message",
            "{\"message\":\"m\",\"everywhere\":true}", "everywhere",
            "{\"destination\":\"evil.example\",\"link\":3}", "link",
            "{\"message\":\"m\",\"link\":3x}", "body");
    for (Map.Entry<String, String> each : wrong.entrySet()) {
      HttpResponse<String> answer =
          rig.send("POST", "/api/v1/revocations", rig.acme.get(Role.ADMIN), each.getKey());
      assertThat(answer.statusCode()).as(each.getKey()).isEqualTo(400);
      assertThat(ApiRig.json(answer).path("subject").asText())
          .as(each.getKey())
          .isEqualTo(each.getValue());
    }
    assertThat(rig.kills.list("acme")).isEmpty();
  }

  @Test
  void revokesADestinationThatOnlyBrowsersTakeForAHost() throws Exception {
    rig.own("acme", ApiRig.HOST);
    String token = rig.acme.get(Role.OPERATOR);
    for (String host : List.of("My_shop.example", "fa\u00DF.example")) {
      String wish = "{\"destination\":\"%s\"}".formatted(host);
      assertThat(rig.send("POST", "/api/v1/revocations", token, wish).statusCode()).isEqualTo(201);
    }
    assertThat(rig.kills.list("acme"))
        .extracting(Kill::what)
        .containsExactlyInAnyOrder(
            new Revocation.Destination("acme", new HostName("my_shop.example")),
            new Revocation.Destination("acme", new HostName("xn--fa-hia.example")));
  }

  @Test
  void anAccountWithoutADomainIsToldThatItsRevocationWouldStopNothing() throws Exception {
    String message = "{\"message\":\"m\"}";
    String path = "/api/v1/revocations";
    String token = rig.acme.get(Role.OPERATOR);
    rig.own("rival", ApiRig.HOST);

    HttpResponse<String> refused = rig.send("POST", path, token, message);

    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(ApiRig.json(refused).path("type").asText()).endsWith(":no-domains");
    assertThat(ApiRig.json(refused).path("nextStep").asText())
        .contains("clickward token create --role operator --account");
    assertThat(rig.kills.list("acme")).isEmpty();
    rig.onboarding.declare(List.of(new Declaration(Domains.of("links.acme.example"), true)));
    assertThat(rig.send("POST", path, token, message).statusCode()).isEqualTo(201);
  }

  @Test
  void whatIsNotServedIsRefusedInTheSameForm() throws Exception {
    HttpResponse<String> answer = rig.send("GET", "/api/v1/nothing", "", "");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("content-type")).contains(Problem.MEDIA_TYPE);
    assertThat(ApiRig.json(answer).path("nextStep").asText()).contains("openapi.json");
    assertThat(answer.headers().firstValue("server")).isEmpty();
  }

  @Test
  void noAnswerHasATokensHash() throws Exception {
    String token = rig.acme.get(Role.ADMIN);
    String hash = rig.books.read(book -> book.tokens("acme")).getFirst().hash();

    assertThat(rig.send("GET", "/api/v1/tokens", token, "").body())
        .contains("\"role\":\"read\"")
        .doesNotContain(hash, token);
  }

  @Test
  void domainsComeInPages() throws Exception {
    String token = rig.acme.get(Role.ADMIN);
    for (String host : List.of("a.example", "b.example", "c.example")) {
      rig.send("POST", "/api/v1/domains", token, "{\"host\":\"" + host + "\"}");
    }

    var first = ApiRig.json(rig.send("GET", "/api/v1/domains?limit=2", token, ""));
    var second =
        ApiRig.json(
            rig.send(
                "GET", "/api/v1/domains?limit=2&after=" + first.path("next").asText(), token, ""));

    assertThat(first.path("items")).hasSize(2);
    assertThat(second.path("items")).hasSize(1);
    assertThat(second.path("next").isNull()).isTrue();
    assertThat(rig.send("GET", "/api/v1/domains?limit=0", token, "").statusCode()).isEqualTo(400);
  }
}
