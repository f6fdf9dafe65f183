package io.clickward.onboarding;

/** How onboarding asks the world. */
public record Checks(
    OwnershipCheck ownership,
    RecordLists records,
    CertificateState certificates,
    HttpsProbe https) {}
