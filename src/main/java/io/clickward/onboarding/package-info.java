/**
 * How accounts come by their domains: claims, proofs, the steps to https, tokens and the kill
 * switch. The admin API and the command line both call this; what it needs of DNS, certificates,
 * the probe and the store it declares as interfaces.
 */
@NullMarked
package io.clickward.onboarding;

import org.jspecify.annotations.NullMarked;
