/**
 * What the world outside says of the domains: each question that onboarding asks, with DNS, probe
 * and CAs behind it, and who asks by the clock.
 */
@NullMarked
package io.clickward.world;

import org.jspecify.annotations.NullMarked;
