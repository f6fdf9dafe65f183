/** The judges of rewriting: independent readers of HTML and MIME, and the gates built on them. */
@NullMarked
package io.clickward.rewrite;

import org.jspecify.annotations.NullMarked;
