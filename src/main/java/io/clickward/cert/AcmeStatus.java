package io.clickward.cert;

import io.clickward.domain.HostName;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * How a host's certificate does.
 *
 * @param authority the directory of the CA that issued the present certificate
 * @param notAfter when the present certificate ends
 * @param renewal when it is to be renewed
 * @param next when something is done next; empty while something is being done
 * @param rateLimitedUntil from when the first of the CAs can be asked, when it cannot be now
 * @param failures attempts in a row that failed
 * @param problem why the last attempt failed, a sentence
 */
public record AcmeStatus(
    HostName host,
    Optional<URI> authority,
    Optional<Instant> notAfter,
    Optional<Instant> renewal,
    Optional<Instant> next,
    Optional<Instant> rateLimitedUntil,
    int failures,
    Optional<String> problem) {}
