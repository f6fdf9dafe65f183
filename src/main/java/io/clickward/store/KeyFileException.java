package io.clickward.store;

import java.io.IOException;

/** A key file cannot be used as it is; the message is for the operator and names the next step. */
public final class KeyFileException extends IOException {
  KeyFileException(String message) {
    super(message);
  }
}
