/** The programs that bench/run starts beside its servers. */
@NullMarked
package io.clickward.bench;

import org.jspecify.annotations.NullMarked;
