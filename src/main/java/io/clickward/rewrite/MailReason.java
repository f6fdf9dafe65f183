package io.clickward.rewrite;

/** Why a whole mail goes through untouched. */
enum MailReason {
  DKIM_SIGNED,
  SIGNED,
  ENCRYPTED,
  PGP,
  TOO_LARGE,
  TOO_DEEP,
  TOO_MANY_PARTS,
  TOO_MANY_LINKS,
  AMBIGUOUS_BOUNDARY,
  UNSAFE_LINK,
  INTERNAL_ERROR;

  String word() {
    return Words.of(this);
  }
}
