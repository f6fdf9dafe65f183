/** Standard error, where logs go, and standard output, where results do. */
@NullMarked
package io.clickward.output;

import org.jspecify.annotations.NullMarked;
