package io.clickward.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.clickward.domain.HostName;
import io.clickward.onboarding.Access;
import io.clickward.onboarding.Caller;
import io.clickward.onboarding.KillSwitch;
import io.clickward.onboarding.Onboarding;
import io.clickward.onboarding.Role;
import io.clickward.store.Database;
import io.clickward.testing.TestClock;
import io.clickward.testing.World;
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
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An admin port on a real database, with two accounts and tokens of every role for each. */
final class ApiRig implements AutoCloseable {
  static final String HOST = "links.sender.example";

  final TestClock clock = TestClock.at("2026-11-21T09:00:00Z");
  final World world = new World();
  final Database books;
  final Access access;
  final Onboarding onboarding;
  final KillSwitch kills;
  final AdminServer server;
  final String installer;
  final Map<Role, String> acme = new EnumMap<>(Role.class);
  final Map<Role, String> rival = new EnumMap<>(Role.class);
  private final HttpClient client = HttpClient.newHttpClient();

  ApiRig(Path data) throws IOException {
    SecureRandom random = new SecureRandom();
    books = Database.in(data);
    access = new Access(books, "default", clock, random);
    onboarding = new Onboarding(books, world.checks(), () -> {}, clock, random);
    kills = new KillSwitch(books, () -> {}, clock, random);
    server =
        AdminServer.start(
            AdminSettings.local(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            new Metrics(),
            List::of,
            new ApiParts(
                onboarding,
                access,
                kills,
                () -> List.of(new KeyEntry(1, Instant.parse("2026-01-01T00:00:00Z"), true))),
            clock);
    installer = access.begin().orElseThrow().text();
    issue("acme", acme);
    issue("rival", rival);
  }

  private void issue(String account, Map<Role, String> tokens) {
    access.createAccount(account);
    for (Role role : Role.values()) {
      tokens.put(
          role, access.createToken(caller(installer), account, role, "", Optional.empty()).text());
    }
  }

  Caller caller(String token) {
    return access.authenticate(token).orElseThrow();
  }

  /** Makes an account's domain proved and ready for https. */
  void own(String account, String host) throws Exception {
    JsonNode domain =
        json(send("POST", "/api/v1/domains", token(account), "{\"host\":\"" + host + "\"}"));
    JsonNode proof = domain.path("ownership");
    world
        .texts
        .computeIfAbsent(proof.path("name").asText(), _ -> new HashSet<>())
        .add(proof.path("value").asText());
    world.ready(host);
    onboarding.verify(account, HostName.parse(host));
  }

  private String token(String account) {
    return (account.equals("acme") ? acme : rival).get(Role.ADMIN);
  }

  HttpResponse<String> send(String method, String path, String token, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  static JsonNode json(HttpResponse<String> response) throws IOException {
    return Json.MAPPER.readTree(response.body());
  }

  @Override
  public void close() {
    client.close();
    server.close();
    books.close();
  }
}
