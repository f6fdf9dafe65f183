package io.clickward.command;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The server was not there to answer, or broke off; whether it did anything is not known. */
final class NoAnswerException extends IOException {
  NoAnswerException(String message, @Nullable IOException cause) {
    super(message, cause);
  }
}
