package io.clickward.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.domain.Evidence;
import io.clickward.onboarding.Checks;
import io.clickward.onboarding.Onboarding;
import io.clickward.onboarding.RefusedException;
import io.clickward.onboarding.Role;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many checks go on at once, and what the next one is told. */
class CheckingTest {
  private static final int PATIENCE_SECONDS = 20;

  private final Checking checking = new Checking();

  /** Runs the last check inside of the others. */
  private String within(List<String> accounts) {
    return accounts.isEmpty()
        ? "done"
        : checking.run(accounts.getFirst(), () -> within(accounts.subList(1, accounts.size())));
  }

  private static List<String> times(int checks, String account) {
    return Collections.nCopies(checks, account);
  }

  @Test
  void anAccountHasEightAtOnceAndTheOthersGetOn() {
    List<String> nine = times(9, "acme");

    assertThat(within(times(8, "acme"))).isEqualTo("done");
    assertThatThrownBy(() -> within(nine))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("8 of this account's go on");
    assertThat(checking.<String>run("rival", () -> within(times(8, "acme")))).isEqualTo("done");
  }

  @Test
  void allAccountsHaveThirtyTwoAtOnce() {
    List<String> all = new ArrayList<>();
    for (String account : List.of("a", "b", "c", "d")) {
      all.addAll(times(8, account));
    }
    assertThat(within(all)).isEqualTo("done");

    all.add("e");

    assertThatThrownBy(() -> within(all))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("32 go on");
  }

  @Test
  void whatFailedIsOver() {
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(
              () ->
                  checking.run(
                      "acme",
                      () -> {
                        throw new IllegalStateException("no name server");
                      }))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(within(times(8, "acme"))).isEqualTo("done");
  }

  @Test
  void whoAsksForMoreIsToldWhenToComeBack(@TempDir Path data) throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    Semaphore asked = new Semaphore(0);
    try (ApiRig rig = new ApiRig(data);
        HttpClient client = HttpClient.newHttpClient()) {
      rig.own("acme", "one.example");
      rig.own("rival", "two.example");
      Checks world = rig.world.checks();
      Checks slow =
          new Checks(
              (_, _, _) -> {
                asked.release();
                await(answered);
                return Evidence.unknown();
              },
              world.records(),
              world.certificates(),
              world.https());
      try (AdminServer server = server(rig, slow)) {
        String verify = "/domains/one.example/verify";
        List<CompletableFuture<HttpResponse<String>>> going = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          going.add(post(client, server, verify, rig.acme.get(Role.OPERATOR)));
        }
        assertThat(asked.tryAcquire(8, PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

        for (String path : List.of(verify, "/domains/one.example/https")) {
          HttpResponse<String> refused = post(client, server, path, rig.acme.get(Role.ADMIN)).get();
          assertThat(refused.statusCode()).as(path).isEqualTo(429);
          assertThat(refused.headers().firstValue("Retry-After")).contains("5");
          assertThat(refused.body()).as(path).contains("Try again in 5 s.");
          assertThat(ApiRig.json(refused).path("type").asText()).endsWith(":too-many-checks");
        }
        String certificate = "/domains/one.example/certificate";
        HttpResponse<String> removal =
            send(client, server, "DELETE", certificate, rig.acme.get(Role.ADMIN)).get();
        assertThat(removal.statusCode()).isEqualTo(429);
        going.add(
            post(client, server, "/domains/two.example/verify", rig.rival.get(Role.OPERATOR)));
        assertThat(asked.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        answered.countDown();

        for (CompletableFuture<HttpResponse<String>> each : going) {
          assertThat(each.get().statusCode()).isEqualTo(200);
        }
        assertThat(post(client, server, verify, rig.acme.get(Role.ADMIN)).get().statusCode())
            .isEqualTo(200);
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static AdminServer server(ApiRig rig, Checks checks) throws Exception {
    Onboarding onboarding =
        new Onboarding(rig.books, checks, () -> {}, rig.clock, new SecureRandom());
    return AdminServer.start(
        AdminSettings.local(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
        new Metrics(),
        List::of,
        new ApiParts(onboarding, rig.access, rig.kills, List::of),
        rig.clock);
  }

  private static CompletableFuture<HttpResponse<String>> post(
      HttpClient client, AdminServer server, String path, String token) {
    return send(client, server, "POST", path, token);
  }

  private static CompletableFuture<HttpResponse<String>> send(
      HttpClient client, AdminServer server, String method, String path, String token) {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/api/v1" + path);
    return client.sendAsync(
        HttpRequest.newBuilder(uri)
            .method(method, BodyPublishers.noBody())
            .header("Authorization", "Bearer " + token)
            .build(),
        BodyHandlers.ofString());
  }
}
