package io.clickward.config;

import io.clickward.domain.HostName;
import io.clickward.domain.LinkPaths;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The written form of a value.
 *
 * @param expected the form in words, for messages and for the reference
 * @param reader throws {@link IllegalArgumentException} for text of any other form; what the
 *     exception says is not used, {@code expected} says it all
 * @param hint a sentence about a probable mistake, or nothing
 */
record Format<T>(
    String expected, Function<String, T> reader, Function<String, Optional<String>> hint) {
  private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final Map<String, String> OLD_FLAGS =
      Map.of("yes", "true", "on", "true", "no", "false", "off", "false");

  static final Format<HostName> HOST =
      of(
          "a host name: labels of letters, digits and hyphens with a dot between them, 253 characters at most",
          HostName::parse);
  static final Format<ListenAddress> ADDRESS = of(ListenAddress.EXPECTED, ListenAddress::parse);
  static final Format<Integer> PORT = integer(1, 65_535);
  static final Format<String> ACCOUNT_NAME =
      Format.<String>of(
              "1 to 63 of the characters a-z 0-9 . _ - with a letter or digit first",
              Function.identity())
          .where(name -> ACCOUNT.matcher(name).matches());
  static final Format<String> LINK_PATH =
      of(
          "a slash, 1 to 32 of the characters A-Z a-z 0-9 . _ ~ - (no dot first) and a slash",
          LinkPaths::prefix);
  static final Format<Boolean> FLAG =
      choice("true or false", Map.of("true", true, "false", false))
          .hinting(text -> suggestedFlag(text).map(Format::didYouMean));

  /** A form without a hint. */
  static <T> Format<T> of(String expected, Function<String, T> reader) {
    return new Format<>(expected, reader, _ -> Optional.empty());
  }

  /** A whole number between two others, both included. */
  static Format<Integer> integer(int min, int max) {
    return Format.<Integer>of(
            "a whole number from %d to %d".formatted(min, max), Format::wholeNumber)
        .where(number -> min <= number && number <= max);
  }

  /** A length of time between two others, both included. */
  static Format<Duration> duration(String min, String max) {
    Duration least = Units.duration(min);
    Duration most = Units.duration(max);
    return of(
            "a duration from %s to %s (units ms, s, m, h, d)".formatted(min, max), Units::duration)
        .where(value -> least.compareTo(value) <= 0 && value.compareTo(most) <= 0);
  }

  /** A number of bytes between two others, both included; {@code max} fits an int. */
  static Format<Integer> size(String min, String max) {
    int least = Math.toIntExact(Units.bytes(min));
    int most = Math.toIntExact(Units.bytes(max));
    Format<Long> range =
        of("a size from %s to %s (units B, KiB, MiB, GiB)".formatted(min, max), Units::bytes)
            .where(value -> least <= value && value <= most);
    return new Format<>(
        range.expected,
        range.reader.andThen(Math::toIntExact),
        text -> Units.binary(text).map(Format::didYouMean));
  }

  /** One of an enum's constants, in lower case. */
  static <E extends Enum<E>> Format<E> word(Class<E> type) {
    return word(List.of(type.getEnumConstants()));
  }

  /** One of the given constants, in lower case. */
  static <E extends Enum<E>> Format<E> word(List<E> constants) {
    Map<String, E> words = new LinkedHashMap<>();
    constants.forEach(constant -> words.put(lowerCase(constant), constant));
    return choice(alternatives(List.copyOf(words.keySet())), words);
  }

  private static String alternatives(List<String> words) {
    return words.size() == 1
        ? words.getFirst()
        : String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
  }

  /** One of some words, each with what it stands for. */
  static <T> Format<T> choice(String expected, Map<String, T> words) {
    return Format.<T>of(expected, text -> require(words.get(text)))
        .hinting(text -> Nearest.to(text, words.keySet()).map(Format::didYouMean));
  }

  /** A file or folder; a relative one lies in {@code folder}. */
  static Format<Path> path(Path folder) {
    return of("the path of a file or folder", text -> folder.resolve(text).normalize());
  }

  static String didYouMean(String word) {
    return "Did you mean " + word + "?";
  }

  static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The same form with another hint. */
  Format<T> hinting(Function<String, Optional<String>> sentence) {
    return new Format<>(expected, reader, sentence);
  }

  /**
   * Reads the written form.
   *
   * @throws IllegalArgumentException when {@code text} has another
   */
  T parse(String text) {
    return reader.apply(text);
  }

  /** A narrower form of the same, with its own words for it. */
  Format<T> where(String narrower, Predicate<T> condition) {
    return new Format<>(narrower, reader, hint).where(condition);
  }

  private Format<T> where(Predicate<T> condition) {
    return new Format<>(
        expected,
        text -> {
          T value = reader.apply(text);
          if (!condition.test(value)) {
            throw new IllegalArgumentException("is out of range");
          }
          return value;
        },
        hint);
  }

  private static Optional<String> suggestedFlag(String text) {
    return Optional.ofNullable(OLD_FLAGS.get(text.toLowerCase(Locale.ROOT)))
        .or(() -> Nearest.to(text, List.of("true", "false")));
  }

  private static int wholeNumber(String text) {
    int number = Integer.parseInt(text);
    return require(text.equals(Integer.toString(number)) ? number : null);
  }

  private static <T> T require(@Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException("is not of this form");
    }
    return value;
  }
}
