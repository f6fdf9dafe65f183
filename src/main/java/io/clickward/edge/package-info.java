/**
 * The listeners: TLS with a certificate per SNI, HTTP/1.1 and HTTP/2, one handler for both. Reads
 * memory only; nothing here may wait for storage, DNS or another machine.
 */
@NullMarked
package io.clickward.edge;

import org.jspecify.annotations.NullMarked;
