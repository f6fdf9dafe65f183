/** What tests share: golden files, ports, processes. Code of the same quality as the rest. */
@NullMarked
package io.clickward.testing;

import org.jspecify.annotations.NullMarked;
