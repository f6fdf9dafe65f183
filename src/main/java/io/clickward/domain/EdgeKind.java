package io.clickward.domain;

import java.util.Locale;

/** What stands where readers' browsers connect to. */
public enum EdgeKind {
  CLICKWARD,
  CLOUDFRONT,
  CLOUDFLARE,
  FASTLY,
  KEYCDN,
  GOOGLE,
  AZURE,
  NGINX,
  HAPROXY,
  CADDY,
  APACHE,
  API_GATEWAY,
  OTHER;

  /** How it is written: {@code api-gateway}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
