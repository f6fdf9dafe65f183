package io.clickward.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What commands that ask a running server share. */
abstract class AdminCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Mixin private AdminOption admin = new AdminOption();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    return run(admin.client());
  }

  abstract int run(AdminClient server) throws Exception;

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** Prints the JSON when that was asked for; says whether it was. */
  boolean printedAsJson(JsonNode answer) {
    if (admin.json()) {
      out().println(answer.toPrettyString());
      out().flush();
    }
    return admin.json();
  }

  /** Says where the next page begins, if there is one. */
  void tellOfMore(JsonNode page) {
    if (!page.path("next").isNull()) {
      err().printf("There may be more: --after %s%n", page.path("next").asText());
      err().flush();
    }
  }

  static ObjectNode body() {
    return JSON.createObjectNode();
  }

  static void put(ObjectNode body, String name, @Nullable String value) {
    if (value != null) {
      body.put(name, value);
    }
  }

  static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
