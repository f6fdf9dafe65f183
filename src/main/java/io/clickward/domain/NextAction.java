package io.clickward.domain;

/** What the owner of a domain has to do next, exactly. */
public final class NextAction {
  private NextAction() {}

  /** The next action as a sentence; states that need none say so. */
  public static String of(Claim claim) {
    return switch (claim.state()) {
      case DomainState.Registered _ ->
          "Publish the TXT record %s with the text \"%s\", then verify."
              .formatted(claim.proofName(), claim.proofText());
      case DomainState.OwnershipProven _ when claim.domain().provider() != Provider.CLICKWARD ->
          "Nothing to do here yet: this version shows the records that the provider of %s wants, and forwards no links to it."
              .formatted(claim.host());
      case DomainState.OwnershipProven _ ->
          "Wait for the certificate; it is ordered when the host or _acme-challenge.%s points at us.%s"
              .formatted(claim.host(), claim.declared() ? "" : " Or upload one of your own.");
      case DomainState.CertificateReady _ ->
          "Point %s at its edge with the records listed, then verify.".formatted(claim.host());
      case DomainState.EdgeReady _ ->
          claim.declared()
              ? "Say https: true in clickward.yaml, if new links are to be https."
              : "Switch https on for %s.".formatted(claim.host());
      case DomainState.HttpsOn _ -> "Nothing to do: new links are https.";
      case DomainState.Degraded degraded -> degraded.findings().getFirst().nextStep();
      case DomainState.Retiring retiring ->
          "Nothing to do: old links go on until %s.".formatted(retiring.until());
      case DomainState.Retired _ -> "Nothing to do: the domain is no longer served.";
    };
  }
}
