package io.clickward.rewrite;

/** Why a link is left as it is. */
enum LinkReason {
  UNDECODABLE,
  PLACEHOLDER,
  NOT_HTTP,
  OPT_OUT,
  EMPTY_HOST,
  ALREADY_TRACKED,
  LIST_UNSUBSCRIBE,
  UNSUBSCRIBE,
  SKIP_HOST,
  VISIBLE_URL,
  BROKEN_LINE,
  TOO_LONG,
  MODE_NONE;

  String word() {
    return Words.of(this);
  }
}
