/** Where the program begins. */
@NullMarked
package io.clickward;

import org.jspecify.annotations.NullMarked;
