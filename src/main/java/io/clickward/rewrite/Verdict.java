package io.clickward.rewrite;

/** What the rules say about one link. */
sealed interface Verdict {
  /** It is to be tracked and leads to this target. */
  record Track(String target) implements Verdict {}

  /** It stays as it is. */
  record Leave(LinkReason reason) implements Verdict {}
}
