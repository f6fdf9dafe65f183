package io.clickward.domain;

/**
 * What was found out about a domain in one look.
 *
 * @param ownership whether the account's ownership record is there
 * @param certificate whether there is a certificate that is good now
 * @param edge whether readers' requests arrive at the chosen edge
 */
public record Facts(Evidence ownership, Evidence certificate, Evidence edge) {}
