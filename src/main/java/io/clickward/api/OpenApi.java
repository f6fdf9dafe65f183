package io.clickward.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The API's description (OpenAPI 3.1), built from the routes that the server serves. */
final class OpenApi {
  private static final String JSON = "application/json";
  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  private final Schemas schemas = new Schemas();
  private final ObjectNode root = Json.MAPPER.createObjectNode();

  private OpenApi() {}

  static ObjectNode of(List<Route> routes) {
    OpenApi document = new OpenApi();
    document.root.put("openapi", "3.1.0");
    document
        .root
        .putObject("info")
        .put("title", "Clickward")
        .put("version", "1")
        .put(
            "description",
            "Accounts, link domains, tokens and the kill switch. Query parameters and properties that are not described here are refused.");
    ObjectNode paths = document.root.putObject("paths");
    routes.forEach(route -> document.add(paths.withObjectProperty(route.path()), route));
    document.addComponents();
    return document.root;
  }

  private void add(ObjectNode path, Route route) {
    ObjectNode operation = path.putObject(route.method().toLowerCase(Locale.ROOT));
    operation.put("operationId", route.operation());
    operation.put("summary", route.summary());
    operation.put("description", "Asks for " + route.needs().inWords() + ".");
    ArrayNode security = operation.putArray("security");
    if (route.needs() != Needs.NOTHING) {
      security.addObject().putArray("token");
    }
    addParameters(operation.putArray("parameters"), route);
    route.body().ifPresent(type -> addBody(operation.putObject("requestBody"), type));
    addResponses(operation.putObject("responses"), route);
  }

  private static void addParameters(ArrayNode parameters, Route route) {
    PARAMETER
        .matcher(route.path())
        .results()
        .forEach(found -> addParameter(parameters, found.group(1), "path"));
    route.query().forEach(name -> addParameter(parameters, name, "query"));
  }

  private static void addParameter(ArrayNode parameters, String name, String in) {
    parameters
        .addObject()
        .put("name", name)
        .put("in", in)
        .put("required", in.equals("path"))
        .putObject("schema")
        .put("type", "string");
  }

  private void addBody(ObjectNode body, Class<? extends Record> type) {
    body.put("required", true);
    body.putObject("content").putObject(JSON).set("schema", schemas.of(type));
  }

  private void addResponses(ObjectNode responses, Route route) {
    for (Route.Success success : route.answers()) {
      ObjectNode response = responses.putObject(Integer.toString(success.status()));
      response.put("description", "Done.");
      success
          .body()
          .ifPresent(
              type ->
                  response.putObject("content").putObject(JSON).set("schema", schemas.of(type)));
    }
    ObjectNode refused = responses.putObject("default");
    refused.put("description", "It was refused, and this is why.");
    refused
        .putObject("content")
        .putObject(Problem.MEDIA_TYPE)
        .set("schema", schemas.of(Problem.class));
  }

  private void addComponents() {
    ObjectNode components = root.putObject("components");
    components.set("schemas", schemas.all());
    components
        .putObject("securitySchemes")
        .putObject("token")
        .put("type", "http")
        .put("scheme", "bearer");
  }
}
