package io.clickward.domain;

/**
 * Who rewrites the links of a domain's mail and counts the clicks: ourselves or an email provider.
 */
public enum Provider {
  CLICKWARD,
  SENDGRID,
  SPARKPOST,
  SES,
  CUSTOM
}
