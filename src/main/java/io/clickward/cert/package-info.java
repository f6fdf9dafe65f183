/**
 * Certificates of link hosts: where they come from, their renewal by the clock, and the table that
 * the TLS edge reads.
 */
@NullMarked
package io.clickward.cert;

import org.jspecify.annotations.NullMarked;
