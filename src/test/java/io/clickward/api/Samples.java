package io.clickward.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

/** A body for every operation that takes one. */
final class Samples {
  private static final Map<String, String> BODIES =
      Map.of(
          "addDomain", "{\"host\":\"new.example\"}",
          "changeDomain", "{\"provider\":\"ses\",\"providerRegion\":\"eu-central-1\"}",
          "uploadCertificate", "{\"chain\":\"CERTIFICATE\",\"key\":\"KEY\"}",
          "retireDomain", "{\"until\":\"2027-01-01T00:00:00Z\"}",
          "addAccount", "{\"name\":\"fresh\"}",
          "createToken", "{\"role\":\"read\"}",
          "revoke", "{\"message\":\"m1\",\"cause\":\"by mistake\"}");

  private Samples() {}

  static String body(Route route) {
    if (route.body().isPresent()) {
      assertThat(BODIES)
          .as("a sample body is needed for a new operation")
          .containsKey(route.operation());
    }
    return BODIES.getOrDefault(route.operation(), "");
  }
}
