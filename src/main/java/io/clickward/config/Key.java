package io.clickward.config;

import java.util.Locale;
import java.util.Optional;

/**
 * What is known of one key once a configuration was read: enough to look for typing mistakes and to
 * write the reference.
 *
 * @param path with {@code []} for the items of a list: {@code domains[].host}
 * @param expected the form of its value in words
 * @param otherwise what holds when the key is absent, in words
 * @param example a value as one would write it
 * @param doc what it is for, in one sentence
 */
record Key(String path, String expected, String otherwise, String example, String doc) {
  static final String VARIABLE_PREFIX = "CLICKWARD_";

  /** The environment variable that overrides this key. */
  Optional<String> variable() {
    return variable(path);
  }

  /**
   * {@code journal.queueBytesMax} has {@code CLICKWARD_JOURNAL_QUEUE_BYTES_MAX}; keys inside a list
   * have none.
   */
  static Optional<String> variable(String path) {
    String words = path.replaceAll("([a-z])([A-Z])", "$1_$2").replace('.', '_');
    return path.contains("[")
        ? Optional.empty()
        : Optional.of(VARIABLE_PREFIX + words.toUpperCase(Locale.ROOT));
  }
}
