package io.clickward.config;

/**
 * One thing that is wrong with a configuration, as its user should read it.
 *
 * @param place the file and line ({@code clickward.yaml:14}), the file alone, or {@code
 *     environment}
 * @param key the key path, such as {@code domains[2].host}, or the name of the variable; empty when
 *     the file as a whole is meant
 * @param complaint what was found and what was expected, as the rest of a sentence about the key
 */
public record Problem(String place, String key, String complaint) {
  @Override
  public String toString() {
    return place + ": " + (key.isEmpty() ? "" : key + " ") + complaint;
  }
}
