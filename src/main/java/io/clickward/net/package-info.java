/**
 * Outbound connections for somebody: one connector that checks each address at the moment it
 * connects, and a small HTTP/1.1 GET over it. Nothing else of ours connects to where a customer
 * points.
 */
@NullMarked
package io.clickward.net;

import org.jspecify.annotations.NullMarked;
