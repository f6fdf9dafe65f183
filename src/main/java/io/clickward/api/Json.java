package io.clickward.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.clickward.onboarding.RefusedException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Records as JSON and back: strictly, and without ever repeating a value in a message. */
final class Json {
  static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .withCoercionConfig(LogicalType.Textual, Json::takeTextsOnly)
          .build();

  /** The library makes a text of a number or of true otherwise, whatever it says of scalars. */
  private static void takeTextsOnly(MutableCoercionConfig texts) {
    for (CoercionInputShape shape :
        List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
      texts.setCoercion(shape, CoercionAction.Fail);
    }
  }

  private Json() {}

  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of strings, numbers and lists are JSON", e);
    }
  }

  /**
   * Reads a request's body.
   *
   * @throws RefusedException when it is anything else than the record with all that it needs
   */
  static <T extends Record> T read(String text, Class<T> type) {
    T value;
    try {
      value = MAPPER.readValue(text.isBlank() ? "{}" : text, type);
    } catch (UnrecognizedPropertyException e) {
      throw unusable(place(e), "is not a known property", "only " + e.getKnownPropertyIds());
    } catch (JsonMappingException e) {
      throw mismatch(e);
    } catch (JsonProcessingException e) {
      throw noJson();
    }
    if (value == null) {
      throw unusable("body", "is null", "a JSON object");
    }
    missing(value)
        .ifPresent(
            name -> {
              throw unusable(name, "is missing", "a value");
            });
    return value;
  }

  /** What is no JSON may show only when a value is read, too. */
  private static RefusedException mismatch(JsonMappingException e) {
    return e instanceof MismatchedInputException || e.getCause() instanceof InputCoercionException
        ? unusable(place(e), "is of another kind", "the kind of value that the API describes")
        : noJson();
  }

  private static RefusedException noJson() {
    return unusable("body", "is not JSON, or has a name twice", "a JSON object");
  }

  private static String place(JsonMappingException e) {
    String last = e.getPath().isEmpty() ? null : e.getPath().getLast().getFieldName();
    return last == null ? "body" : last;
  }

  private static RefusedException unusable(String subject, String observed, String expected) {
    return RefusedException.invalid(
        subject, observed, expected, "See /api/v1/openapi.json, and send it again.");
  }

  private static Optional<String> missing(Record value) {
    return Stream.of(value.getClass().getRecordComponents())
        .filter(component -> !isNullable(component) && read(component, value) == null)
        .map(RecordComponent::getName)
        .findFirst();
  }

  /** Whether a component of a record may be left out. */
  static boolean isNullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static @Nullable Object read(RecordComponent component, Record value) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record's accessors only read", e);
    }
  }
}
