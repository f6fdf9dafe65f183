/**
 * Sealed links: what a tracked URL carries, encrypted and bound to one host and one owner. Pure; no
 * files, no sockets.
 */
@NullMarked
package io.clickward.link;

import org.jspecify.annotations.NullMarked;
