package io.clickward.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.clickward.onboarding.Role;
import io.clickward.testing.Golden;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenApiTest {
  @TempDir Path data;
  private ApiRig rig;
  private JsonNode document;
  private final Set<String> tried = new TreeSet<>();

  @BeforeEach
  void start() throws Exception {
    rig = new ApiRig(data);
    HttpResponse<String> answer = rig.send("GET", "/api/v1/openapi.json", "", "");
    assertThat(answer.statusCode()).isEqualTo(200);
    document = ApiRig.json(answer);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void theDocumentIsAsItWas() {
    Golden.assertMatches(Path.of("docs/reference/openapi.json"), document.toPrettyString() + "\n");
  }

  @Test
  void everyOperationIsServedAndEverythingServedIsAnOperation() {
    Set<String> described = new TreeSet<>(Set.of("GET /api/v1/openapi.json"));
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    Set<String> served = new TreeSet<>(rig.server.served());
    served.removeIf(route -> !route.contains(" /api/"));
    described.stream()
        .filter(route -> route.startsWith("GET "))
        .map(route -> route.replaceFirst("GET", "HEAD"))
        .toList()
        .forEach(described::add); // as a GET without its body (RFC 9110 section 9.3.2)

    assertThat(served).isEqualTo(described);
  }

  @Test
  void everyAnswerIsAsDescribed() throws Exception {
    String token = rig.acme.get(Role.ADMIN);
    String domain = "/domains/{host}";
    check(201, "POST", "/domains", token, "{\"host\":\"new.example\"}", "");
    check(200, "POST", "/domains", token, "{\"host\":\"new.example\"}", "");
    String sendGrid = "{\"provider\":\"sendgrid\",\"providerAccount\":\"1234567\"}";
    check(200, "PATCH", domain, token, sendGrid, "new.example");
    check(400, "PATCH", domain, token, "{\"provider\":\"ses\"}", "new.example");
    check(200, "PATCH", domain, token, "{\"provider\":\"clickward\"}", "new.example");
    rig.own("acme", "new.example");
    check(200, "GET", "/domains", token, "", "");
    check(200, "GET", domain, token, "", "new.example");
    check(200, "POST", domain + "/verify", token, "", "new.example");
    check(200, "POST", domain + "/https", token, "", "new.example");
    check(200, "DELETE", domain + "/https", token, "", "new.example");
    String certificate = "{\"chain\":\"CERTIFICATE\",\"key\":\"KEY\"}";
    check(200, "PUT", domain + "/certificate", token, certificate, "new.example");
    check(200, "DELETE", domain + "/certificate", token, "", "new.example");
    check(409, "DELETE", domain, token, "", "new.example");
    check(200, "POST", domain + "/retire", token, "{}", "new.example");
    check(404, "GET", domain, token, "", "absent.example");
    check(400, "GET", domain, token, "", "-");
    check(400, "POST", "/domains", token, "{\"hots\":\"new.example\"}", "");
    check(201, "POST", "/domains", token, "{\"host\":\"other.example\"}", "");
    check(204, "DELETE", domain, token, "", "other.example");
    check(403, "GET", "/accounts", token, "", "");
    check(200, "GET", "/accounts", rig.installer, "", "");
    check(201, "POST", "/accounts", rig.installer, "{\"name\":\"fresh\"}", "");
    check(200, "POST", "/accounts", rig.installer, "{\"name\":\"fresh\"}", "");
    check(200, "GET", "/keys", rig.installer, "", "");
    check(200, "GET", "/tokens", token, "", "");
    JsonNode made = check(201, "POST", "/tokens", token, "{\"role\":\"read\"}", "");
    check(204, "DELETE", "/tokens/{id}", token, "", made.path("token").path("id").asText());
    JsonNode kill =
        check(201, "POST", "/revocations", token, "{\"message\":\"m1\",\"link\":2}", "");
    check(200, "GET", "/revocations", token, "", "");
    check(204, "DELETE", "/revocations/{id}", token, "", kill.path("id").asText());
    check(401, "GET", "/domains", "cw_wrong", "", "");

    Set<String> all = new TreeSet<>();
    rig.server.routes().forEach(route -> all.add(route.method() + " " + route.path()));
    all.remove("GET /api/v1/openapi.json");
    assertThat(tried).isEqualTo(all);
  }

  private JsonNode check(
      int status, String method, String template, String token, String body, String name)
      throws Exception {
    String path = "/api/v1" + template.replaceFirst("\\{\\w+}", name);
    HttpResponse<String> answer = rig.send(method, path, token, body);
    assertThat(answer.statusCode()).as("%s %s: %s", method, path, answer.body()).isEqualTo(status);
    tried.add(method + " /api/v1" + template);
    JsonNode responses =
        document
            .path("paths")
            .path("/api/v1" + template)
            .path(method.toLowerCase(Locale.ROOT))
            .path("responses");
    JsonNode content =
        responses.path(status < 300 ? Integer.toString(status) : "default").path("content");
    if (content.isMissingNode()) {
      assertThat(answer.body()).isEmpty();
      return content;
    }
    String type = answer.headers().firstValue("content-type").orElse("");
    JsonNode json = ApiRig.json(answer);
    assertMatches(content.path(type).path("schema"), json, method + " " + path);
    return json;
  }

  private void assertMatches(JsonNode schema, JsonNode json, String what) {
    assertThat(schema.isObject()).as("described: " + what).isTrue();
    ObjectNode whole = schema.deepCopy();
    whole.set("components", document.path("components"));
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(whole)
                .validate(json))
        .as(what)
        .isEmpty();
  }
}
