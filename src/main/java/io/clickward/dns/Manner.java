package io.clickward.dns;

/** How a question is asked. */
enum Manner {
  /** Of a resolver, which may ask others and may check signatures. */
  RECURSIVE,
  /** Of a resolver, which is to answer even where signatures are wrong (RFC 4035 section 3.2.2). */
  UNCHECKED,
  /** Of a zone's own name server, which is to answer from its zone. */
  DIRECT
}
