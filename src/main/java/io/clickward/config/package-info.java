/**
 * {@code clickward.yaml} and {@code CLICKWARD_} variables into records: strictly, or not at all.
 */
@NullMarked
package io.clickward.config;

import org.jspecify.annotations.NullMarked;
