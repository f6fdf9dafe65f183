/**
 * The admin port: health, metrics, and later the HTTP API. Starts after the data plane, and its
 * faults stay its own.
 */
@NullMarked
package io.clickward.api;

import org.jspecify.annotations.NullMarked;
