package io.clickward.onboarding;

import io.clickward.domain.TrackingDomain;

/**
 * A domain that the operator's configuration declares.
 *
 * @param domain as declared; its {@code https} is what the operator wants
 * @param atItsWord whether https is on because the operator says so, for where nothing can be seen
 *     from outside; else a live probe has to pass first
 */
public record Declaration(TrackingDomain domain, boolean atItsWord) {

  Declaration with(TrackingDomain served) {
    return new Declaration(served, atItsWord);
  }
}
