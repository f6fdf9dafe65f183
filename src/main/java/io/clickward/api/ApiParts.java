package io.clickward.api;

import io.clickward.onboarding.Access;
import io.clickward.onboarding.KillSwitch;
import io.clickward.onboarding.Onboarding;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the API is about.
 *
 * @param keys the link keys as they are now
 */
public record ApiParts(
    Onboarding onboarding, Access access, KillSwitch kills, Supplier<List<KeyEntry>> keys) {}
