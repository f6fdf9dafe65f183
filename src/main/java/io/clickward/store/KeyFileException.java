package io.clickward.store;

/** A key file cannot be used as it is; the message is for the operator and names the next step. */
public final class KeyFileException extends Exception {
  KeyFileException(String message) {
    super(message);
  }
}
