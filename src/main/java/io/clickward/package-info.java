/** The program: its commands and the one place where its parts are put together. */
@NullMarked
package io.clickward;

import org.jspecify.annotations.NullMarked;
