package io.clickward.onboarding;

import io.clickward.domain.Keeps;
import io.clickward.domain.LinkPaths;
import io.clickward.domain.Placement;
import io.clickward.domain.Provider;
import io.clickward.domain.TrackingMode;

/** How a new domain shall be. */
public record Wish(
    Provider provider,
    Placement placement,
    LinkPaths paths,
    TrackingMode clicks,
    TrackingMode opens,
    Keeps keeps,
    int pixelBytes) {}
