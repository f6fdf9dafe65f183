package io.clickward.domain;

import java.time.Instant;

/**
 * What an account says and has shown about a host. Several accounts may claim one host; at most one
 * of them owns it.
 *
 * @param domain the host with its account, provider and settings; its generation is 0 until the
 *     ownership is proved, and {@code https} is what the account wants
 * @param placement where its links lead
 * @param proof the unguessable value of the account's ownership record
 * @param declared whether the operator's configuration declares it, which proves it
 * @param state where it is
 * @param since since when
 * @param createdAt when it was registered
 */
public record Claim(
    TrackingDomain domain,
    Placement placement,
    String proof,
    boolean declared,
    DomainState state,
    Instant since,
    Instant createdAt) {

  /** The host. */
  public HostName host() {
    return domain.host();
  }

  /** Who claims it. */
  public String account() {
    return domain.account();
  }

  /** What readers connect to. */
  public EdgeKind edge() {
    return placement.edge();
  }

  /** The name of the TXT record that proves the ownership. */
  public String proofName() {
    return "_clickward." + host();
  }

  /** The text of the TXT record that proves the ownership. */
  public String proofText() {
    return "clickward-owner=" + proof;
  }

  /** The same in another state. */
  public Claim in(DomainState next, Instant now) {
    return new Claim(domain, placement, proof, declared, next, now, createdAt);
  }

  /** The same with another domain, such as one of the next generation. */
  public Claim with(TrackingDomain changed) {
    return new Claim(changed, placement, proof, declared, state, since, createdAt);
  }

  /** The same with another provider and another place. */
  public Claim with(Provider provider, Placement next) {
    return new Claim(domain.withProvider(provider), next, proof, declared, state, since, createdAt);
  }

  /** The domain as it is served and sealed for: https is only what is switched on. */
  public TrackingDomain active() {
    return domain.withHttps(state.isHttps());
  }
}
