/**
 * A request in, an answer and an event out. Knows nothing of sockets, TLS or Netty, and waits for
 * nothing.
 */
@NullMarked
package io.clickward.track;

import org.jspecify.annotations.NullMarked;
