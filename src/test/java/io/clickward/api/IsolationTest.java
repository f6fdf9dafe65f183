package io.clickward.api;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.domain.HostName;
import io.clickward.domain.Revocation;
import io.clickward.onboarding.Kill;
import io.clickward.onboarding.Role;
import io.clickward.onboarding.Token;
import io.clickward.testing.Domains;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every operation, as every role, on what another account owns. The operations come from the list
 * that the server serves, so that a new one is tried without anybody thinking of it.
 */
class IsolationTest {
  /** Who asks; each may what the ones before it may. */
  private enum Rank {
    READ,
    OPERATOR,
    ADMIN,
    /** An admin of the installation's own account. */
    INSTALLER;

    String token(ApiRig rig) {
      return this == INSTALLER ? rig.installer : rig.acme.get(Role.valueOf(name()));
    }
  }

  /** Written down here, and not asked of the routes. */
  private static final Map<String, Rank> LOWEST =
      Map.ofEntries(
          entry("listDomains", Rank.READ),
          entry("addDomain", Rank.OPERATOR),
          entry("showDomain", Rank.READ),
          entry("changeDomain", Rank.OPERATOR),
          entry("deleteDomain", Rank.OPERATOR),
          entry("verifyDomain", Rank.OPERATOR),
          entry("switchHttpsOn", Rank.OPERATOR),
          entry("switchHttpsOff", Rank.OPERATOR),
          entry("uploadCertificate", Rank.OPERATOR),
          entry("removeCertificate", Rank.OPERATOR),
          entry("retireDomain", Rank.OPERATOR),
          entry("listAccounts", Rank.INSTALLER),
          entry("addAccount", Rank.INSTALLER),
          entry("listTokens", Rank.ADMIN),
          entry("createToken", Rank.ADMIN),
          entry("revokeToken", Rank.ADMIN),
          entry("listKeys", Rank.INSTALLER),
          entry("listRevocations", Rank.READ),
          entry("revoke", Rank.OPERATOR),
          entry("restore", Rank.OPERATOR));

  @TempDir Path data;
  private ApiRig rig;
  private Kill kill;
  private Token token;
  private List<Object> atFirst = List.of();

  @BeforeEach
  void start() throws Exception {
    rig = new ApiRig(data);
    rig.own("acme", ApiRig.HOST);
    kill = rig.kills.revoke("acme", new Revocation.Message("acme", "secret-message"), "acme's why");
    token =
        rig.access
            .createToken(rig.caller(rig.installer), "acme", Role.READ, "spare", Optional.empty())
            .token();
    atFirst = state();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private List<Route> guarded() {
    return rig.server.routes().stream().filter(route -> route.needs() != Needs.NOTHING).toList();
  }

  private String path(Route route, String host, String id) {
    return route.path().replace("{host}", host).replace("{id}", id);
  }

  private String ownPath(Route route) {
    return path(route, ApiRig.HOST, route.path().contains("tokens") ? token.id() : kill.id());
  }

  @Test
  void nobodyWithoutATokenGetsAnythingButTheDescription() throws Exception {
    assertThat(rig.server.routes())
        .filteredOn(route -> route.needs() == Needs.NOTHING)
        .extracting(Route::operation)
        .containsExactly("describe");
    for (Route route : guarded()) {
      HttpResponse<String> answer =
          rig.send(route.method(), ownPath(route), "", Samples.body(route));

      assertThat(answer.statusCode()).as(route.operation()).isEqualTo(401);
      assertThat(answer.body()).doesNotContain("acme");
      rig.clock.advance(Attempts.WINDOW);
    }
  }

  @Test
  void everyOperationAsksForItsRole() throws Exception {
    assertThat(guarded())
        .extracting(Route::operation)
        .containsExactlyInAnyOrderElementsOf(LOWEST.keySet());
    for (Route route : guarded()) {
      for (Rank rank : Rank.values()) {
        if (rank.compareTo(LOWEST.get(route.operation())) < 0) {
          assertThat(status(route, rank)).as("%s as %s", route.operation(), rank).isEqualTo(403);
        }
      }
    }
    assertThat(state()).isEqualTo(atFirst);
    for (Route route : guarded()) {
      for (Rank rank : Rank.values()) {
        if (rank.compareTo(LOWEST.get(route.operation())) >= 0) {
          assertThat(status(route, rank))
              .as("%s as %s", route.operation(), rank)
              .isNotIn(401, 403, 429);
        }
      }
    }
  }

  private int status(Route route, Rank rank) throws Exception {
    return rig.send(route.method(), ownPath(route), rank.token(rig), Samples.body(route))
        .statusCode();
  }

  private List<Object> state() {
    List<Object> all = new ArrayList<>();
    all.add(rig.onboarding.show("acme", HostName.parse(ApiRig.HOST)));
    all.add(rig.books.read(book -> book.tokens("acme")));
    all.add(rig.books.read(book -> book.kills("acme")));
    all.add(rig.books.read(Domains::served));
    return all;
  }

  @Test
  void anotherAccountCannotTellWhatIsThereFromWhatIsNot() throws Exception {
    for (Route route : guarded()) {
      for (Role role : Role.values()) {
        if (route.path().contains("{")) {
          String theirs = rig.rival.get(role);
          HttpResponse<String> foreign =
              rig.send(route.method(), ownPath(route), theirs, Samples.body(route));
          HttpResponse<String> absent =
              rig.send(
                  route.method(),
                  path(route, "absent.example", "0123456789abcdef"),
                  theirs,
                  Samples.body(route));

          assertThat(foreign.statusCode())
              .as("%s as %s", route.operation(), role)
              .isIn(403, 404)
              .isEqualTo(absent.statusCode());
          assertThat(neutral(foreign.body())).isEqualTo(neutral(absent.body()));
          assertThat(foreign.headers().map().keySet()).isEqualTo(absent.headers().map().keySet());
        }
      }
    }
    assertThat(state()).isEqualTo(atFirst);
  }

  private String neutral(String body) {
    return Stream.of(ApiRig.HOST, "absent.example", token.id(), kill.id(), "0123456789abcdef")
        .reduce(body, (text, name) -> text.replace(name, "<it>"));
  }

  @Test
  void noListOfAnotherAccountHasAnythingOfThisOne() throws Exception {
    for (Route route : guarded()) {
      if (!route.path().contains("{") && route.method().equals("GET")) {
        for (Role role : Role.values()) {
          HttpResponse<String> answer =
              rig.send("GET", route.path(), rig.rival.get(role), Samples.body(route));

          assertThat(answer.body())
              .as("%s as %s", route.operation(), role)
              .doesNotContain("acme", ApiRig.HOST, token.id(), kill.id(), "secret-message");
        }
      }
    }
  }

  @Test
  void namingAnotherAccountIsNamingNone() throws Exception {
    String theirs = rig.rival.get(Role.ADMIN);
    for (Route route : guarded()) {
      if (route.query().contains("account")) {
        String foreign =
            rig.send(route.method(), ownPath(route) + "?account=acme", theirs, "").body();
        String absent =
            rig.send(route.method(), ownPath(route) + "?account=none", theirs, "").body();

        assertThat(foreign.replace("acme", "none")).as(route.operation()).isEqualTo(absent);
      }
    }
    HttpResponse<String> made =
        rig.send("POST", "/api/v1/tokens", theirs, "{\"role\":\"read\",\"account\":\"acme\"}");
    assertThat(made.statusCode()).isEqualTo(404);
    assertThat(state()).isEqualTo(atFirst);
  }

  @Test
  void claimingAnotherAccountsHostSaysNothingOfItAndCostsItNothing() throws Exception {
    String theirs = rig.rival.get(Role.OPERATOR);

    HttpResponse<String> claimed =
        rig.send("POST", "/api/v1/domains", theirs, "{\"host\":\"" + ApiRig.HOST + "\"}");
    HttpResponse<String> verified =
        rig.send("POST", "/api/v1/domains/" + ApiRig.HOST + "/verify", theirs, "");

    assertThat(claimed.statusCode()).isEqualTo(201);
    assertThat(ApiRig.json(verified).path("state").asText()).isEqualTo("registered");
    assertThat(verified.body()).doesNotContain("acme", "Test CA");
    assertThat(claimed.body()).doesNotContain("acme", "Test CA");
    assertThat(state()).isEqualTo(atFirst);
  }

  @Test
  void whoVerifiesHasACaAskedAgainAndOnlyForAHostOfTheirOwn() throws Exception {
    String path = "/api/v1/domains/" + ApiRig.HOST + "/verify";
    String theirs = rig.rival.get(Role.OPERATOR);
    rig.send("POST", "/api/v1/domains", theirs, "{\"host\":\"" + ApiRig.HOST + "\"}");

    rig.send("POST", path, theirs, "");
    assertThat(rig.world.retried).isEmpty();
    rig.send("POST", path, rig.acme.get(Role.OPERATOR), "");
    assertThat(rig.world.retried).containsExactly(HostName.parse(ApiRig.HOST));
  }

  @Test
  void aClaimAloneBringsNoCertificateAndTakesNoneAway() throws Exception {
    String theirs = rig.rival.get(Role.ADMIN);
    String path = "/api/v1/domains/" + ApiRig.HOST + "/certificate";
    rig.send("POST", "/api/v1/domains", theirs, "{\"host\":\"" + ApiRig.HOST + "\"}");

    HttpResponse<String> brought =
        rig.send("PUT", path, theirs, "{\"chain\":\"CERTIFICATE\",\"key\":\"KEY\"}");
    HttpResponse<String> taken = rig.send("DELETE", path, theirs, "");

    assertThat(brought.statusCode()).isEqualTo(409);
    assertThat(taken.statusCode()).isEqualTo(409);
    assertThat(brought.body()).doesNotContain("acme", "Test CA", "KEY");
    assertThat(state()).isEqualTo(atFirst);
  }

  @Test
  void onlyTheInstallationsAdminRevokesForEverybody() throws Exception {
    String body = "{\"destination\":\"evil.example\",\"everywhere\":true}";

    assertThat(
            rig.send("POST", "/api/v1/revocations", rig.rival.get(Role.ADMIN), body).statusCode())
        .isEqualTo(403);
    assertThat(rig.send("POST", "/api/v1/revocations", rig.installer, body).statusCode())
        .isEqualTo(201);
  }

  @Test
  void onlyTheInstallationsAdminTakesBackWhatIsRevokedForEverybody() throws Exception {
    Revocation everywhere = new Revocation.DestinationEverywhere(HostName.parse("evil.example"));
    Kill all = rig.kills.revoke("default", everywhere, "phishing");
    String path = "/api/v1/revocations/" + all.id();
    String operator =
        rig.access
            .createToken(rig.caller(rig.installer), "default", Role.OPERATOR, "", Optional.empty())
            .text();

    assertThat(rig.send("DELETE", path, operator, "").statusCode()).isEqualTo(403);
    assertThat(rig.kills.list("default")).containsExactly(all);
    assertThat(rig.send("DELETE", path, rig.installer, "").statusCode()).isEqualTo(204);
    assertThat(rig.kills.list("default")).isEmpty();
  }
}
