package io.clickward.rewrite;

/** New bytes for {@code [start, end)}; an insertion when the two are equal. */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way into an output, never compared
record Replacement(int start, int end, byte[] with) {
  /** How much longer the text becomes. */
  int growth() {
    return with.length - (end - start);
  }
}
