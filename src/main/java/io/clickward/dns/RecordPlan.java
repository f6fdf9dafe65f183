package io.clickward.dns;

import io.clickward.domain.HostName;
import io.clickward.domain.ProviderAccount;
import java.util.Optional;

/**
 * What a host's record list is made from.
 *
 * @param host the link host
 * @param zone the zone that it is in, as {@link Dns#zone} finds it; the zone's owner may know
 *     better
 * @param provider the email provider, by what its account makes of its records
 * @param edge where traffic goes
 * @param ownershipToken the account's token for this host, where ownership is to be shown
 * @param challengeTarget where {@code _acme-challenge.<host>} is to lead, so that a certificate can
 *     be ready before traffic moves
 */
public record RecordPlan(
    HostName host,
    HostName zone,
    ProviderAccount provider,
    EdgeRecords edge,
    Optional<String> ownershipToken,
    Optional<HostName> challengeTarget) {}
