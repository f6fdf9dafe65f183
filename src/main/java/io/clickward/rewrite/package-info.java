/**
 * Mail bytes in, mail bytes and a report out: links sealed, pixel added, no other decoded byte
 * changed. No I/O.
 */
@NullMarked
package io.clickward.rewrite;

import org.jspecify.annotations.NullMarked;
