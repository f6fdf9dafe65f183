package io.clickward.command;

/**
 * A command was asked for something that it cannot mean; the message tells the user what to change.
 */
final class WrongUsageException extends Exception {
  WrongUsageException(String message) {
    super(message);
  }
}
