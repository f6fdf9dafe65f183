package io.clickward.probe;

import java.util.Optional;
import java.util.SortedMap;

/** What came back for a GET. */
public sealed interface HttpFacts {
  /**
   * An answer.
   *
   * @param status the status code
   * @param headers lower-case names, each with its first value
   * @param bodyStart the first characters of the body
   */
  record Answered(int status, SortedMap<String, String> headers, String bodyStart)
      implements HttpFacts {
    /** A header's first value; {@code name} in lower case. */
    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }
  }

  /** None, or none that could be read. */
  record NoAnswer(String reason) implements HttpFacts {}

  /** Nobody asked, because there was no connection. */
  record NotAsked() implements HttpFacts {}
}
