package io.clickward.rewrite;

/** Why a part is not looked at. */
enum PartReason {
  ATTACHMENT,
  SIGNED,
  ENCRYPTED,
  REPORT,
  MESSAGE,
  AMP,
  CALENDAR,
  OTHER_TYPE,
  PLAIN_TEXT,
  NO_BODY,
  NO_BOUNDARY,
  AMBIGUOUS_HEADER,
  UNKNOWN_ENCODING,
  BROKEN_ENCODING,
  UNSAFE_CHARSET;

  String word() {
    return Words.of(this);
  }
}
