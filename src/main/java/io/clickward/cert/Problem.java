package io.clickward.cert;

/**
 * One reason why a certificate cannot be used, in the four parts that a message has. The text does
 * not depend on the moment it is made, so the same problem can be told from a new one.
 */
record Problem(String subject, String found, String expected, String next) {
  @Override
  public String toString() {
    return "%s: %s; expected %s. %s".formatted(subject, found, expected, next);
  }
}
