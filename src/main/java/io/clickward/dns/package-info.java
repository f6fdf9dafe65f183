/**
 * DNS: the records that a host needs, what the DNS answers, and how the two differ. Knows nothing
 * of HTTP and TLS. Nothing here reads the hosts file.
 */
@NullMarked
package io.clickward.dns;

import org.jspecify.annotations.NullMarked;
