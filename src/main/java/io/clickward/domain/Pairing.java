package io.clickward.domain;

import java.util.EnumSet;
import java.util.Set;

/** Whether a provider's links can be served behind an edge: the one list of it. */
public sealed interface Pairing {
  /** It can. */
  record Supported() implements Pairing {}

  /** It cannot, and why, as a sentence for the user. */
  record Refused(String reason) implements Pairing {}

  /** Edges that a provider's links have no way through, with the reason. */
  static Pairing of(Provider provider, EdgeKind edge) {
    return switch (provider) {
      case CLICKWARD, CUSTOM -> new Supported();
      case SENDGRID ->
          refuseUnless(
              edge,
              EnumSet.complementOf(EnumSet.of(EdgeKind.API_GATEWAY)),
              "SendGrid tells its customers apart by the Host header, and an API gateway replaces it");
      case SPARKPOST ->
          refuseUnless(
              edge,
              EnumSet.complementOf(EnumSet.of(EdgeKind.API_GATEWAY, EdgeKind.KEYCDN)),
              "SparkPost needs the branded host in Host or X-Forwarded-Host and the reader's User-Agent, which this edge does not pass on");
      case SES ->
          refuseUnless(
              edge,
              EnumSet.complementOf(EnumSet.of(EdgeKind.API_GATEWAY, EdgeKind.KEYCDN)),
              "Amazon SES needs the branded host in the Host header while the TLS name is its own, which this edge cannot do");
    };
  }

  private static Pairing refuseUnless(EdgeKind edge, Set<EdgeKind> supported, String reason) {
    return supported.contains(edge) ? new Supported() : new Refused(reason);
  }
}
