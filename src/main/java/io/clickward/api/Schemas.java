package io.clickward.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.TreeMap;

/** JSON schemas of the records that requests and answers carry. */
final class Schemas {
  private final TreeMap<String, ObjectNode> all = new TreeMap<>();

  /** A reference to the schema of a record. */
  ObjectNode of(Class<?> record) {
    String name = record.getSimpleName().replaceFirst("View$", "");
    if (!all.containsKey(name)) {
      ObjectNode schema = Json.MAPPER.createObjectNode();
      all.put(name, schema);
      describe(record, schema);
    }
    return Json.MAPPER.createObjectNode().put("$ref", "#/components/schemas/" + name);
  }

  /** Every schema that was referred to. */
  ObjectNode all() {
    ObjectNode schemas = Json.MAPPER.createObjectNode();
    all.forEach(schemas::set);
    return schemas;
  }

  private void describe(Class<?> record, ObjectNode schema) {
    schema.put("type", "object").put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = schema.putArray("required");
    for (RecordComponent component : record.getRecordComponents()) {
      properties.set(component.getName(), property(component));
      if (!Json.isNullable(component)) {
        required.add(component.getName());
      }
    }
  }

  private ObjectNode property(RecordComponent component) {
    ObjectNode schema = type(component.getGenericType());
    if (Json.isNullable(component)) {
      String word = schema.path("type").asText();
      schema.putArray("type").add(word).add("null");
    }
    return schema;
  }

  private ObjectNode type(Type type) {
    if (type instanceof ParameterizedType list) {
      ObjectNode schema = Json.MAPPER.createObjectNode().put("type", "array");
      schema.set("items", type(list.getActualTypeArguments()[0]));
      return schema;
    }
    Class<?> plain = (Class<?>) type;
    return plain.isRecord() ? of(plain) : Json.MAPPER.createObjectNode().put("type", word(plain));
  }

  private static String word(Class<?> plain) {
    if (plain == boolean.class || plain == Boolean.class) {
      return "boolean";
    }
    return plain == String.class ? "string" : "integer";
  }
}
