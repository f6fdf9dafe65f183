package io.clickward.store;

/** The disk or the database failed; nothing was changed. */
public final class StoreException extends RuntimeException {
  StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
