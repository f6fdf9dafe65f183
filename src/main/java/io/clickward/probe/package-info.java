/**
 * Facts about a host, gathered once and with limits, as the world sees it: DNS, TCP, TLS, HTTP. And
 * what they mean for switching HTTPS on and for ordering a certificate.
 */
@NullMarked
package io.clickward.probe;

import org.jspecify.annotations.NullMarked;
