package io.clickward.track;

import io.clickward.domain.TrackingDomain;
import io.clickward.link.LinkSeal;

/** A domain together with what opens its links. */
public record TrackedDomain(TrackingDomain domain, LinkSeal seal) {}
