/**
 * The running program: {@link io.clickward.server.Server} is the one place where its parts are put
 * together.
 */
@NullMarked
package io.clickward.server;

import org.jspecify.annotations.NullMarked;
