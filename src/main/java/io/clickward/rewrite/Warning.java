package io.clickward.rewrite;

/** What a sender should know about a rewritten mail. */
enum Warning {
  GMAIL_CLIPS,
  VISIBLE_URL,
  PIXEL_MISSING,
  PIXEL_PLACEHOLDER,
  RE_ENCODED,
  INTERNAL_ERROR;

  String word() {
    return Words.of(this);
  }
}
