package io.clickward.api;

import org.jspecify.annotations.Nullable;

/**
 * What an operation answers.
 *
 * @param status the HTTP status
 * @param body a record that becomes JSON, or null
 */
record Reply(int status, @Nullable Object body) {
  static final int NO_CONTENT = 204;

  static Reply ok(Object body) {
    return new Reply(200, body);
  }

  static Reply created(boolean fresh, Object body) {
    return new Reply(fresh ? 201 : 200, body);
  }

  static Reply nothing() {
    return new Reply(NO_CONTENT, null);
  }
}
