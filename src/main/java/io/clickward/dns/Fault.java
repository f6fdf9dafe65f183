package io.clickward.dns;

/** Why a question has no answer. None of these says anything about the record asked for. */
enum Fault {
  SERVER_FAILED,
  REFUSED,
  NO_ANSWER,
  UNREADABLE,
  NOT_PUBLIC,
  SPENT
}
