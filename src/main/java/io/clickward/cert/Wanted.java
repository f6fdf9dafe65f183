package io.clickward.cert;

import io.clickward.domain.HostName;

/** A host that shall have a certificate, and from where. */
public record Wanted(HostName host, CertificateSource source) {}
