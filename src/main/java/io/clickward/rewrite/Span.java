package io.clickward.rewrite;

/** Bytes {@code [start, end)} of whatever is being read. */
record Span(int start, int end) {
  int length() {
    return end - start;
  }
}
