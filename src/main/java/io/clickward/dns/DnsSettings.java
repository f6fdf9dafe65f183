package io.clickward.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.xbill.DNS.ResolverConfig;

/**
 * Who is asked, and how much one check may cost.
 *
 * @param resolvers recursive resolvers, asked in this order
 * @param nameServerPort where a zone's own name servers are asked; 53 but in tests
 * @param lookupWait how long one server may take for one question
 * @param checkWait how long all questions of one check may take together
 * @param questionsMax how many questions one check may ask
 * @param trustAnchors DNSSEC trust anchors, one DS or DNSKEY record a line; empty switches
 *     validation off
 * @param mayAsk which addresses of name servers may be asked. Owners of zones choose these
 *     addresses, so whoever sets this up refuses those that are not public.
 */
public record DnsSettings(
    List<InetSocketAddress> resolvers,
    int nameServerPort,
    Duration lookupWait,
    Duration checkWait,
    int questionsMax,
    String trustAnchors,
    Predicate<InetAddress> mayAsk) {

  private static final int DNS_PORT = 53;
  private static final Duration LOOKUP_WAIT = Duration.ofSeconds(2);
  private static final Duration CHECK_WAIT = Duration.ofSeconds(20);
  private static final int QUESTIONS_MAX = 200;

  /** The root's key signing keys of 2017 and 2024 (data.iana.org/root-anchors). */
  static final String ROOT_ANCHORS =
      """
      . IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D
      . IN DS 38696 8 2 683D2D0ACB8C9B712A1948B27F741219298D0A450D612C483AF444A4C0FB2B16
      """;

  public DnsSettings {
    resolvers = List.copyOf(resolvers);
    if (resolvers.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no resolver; expected at least one address. Name one in the configuration");
    }
  }

  /** The usual limits, the root's trust anchors. */
  public static DnsSettings of(List<InetSocketAddress> resolvers, Predicate<InetAddress> mayAsk) {
    return new DnsSettings(
        resolvers, DNS_PORT, LOOKUP_WAIT, CHECK_WAIT, QUESTIONS_MAX, ROOT_ANCHORS, mayAsk);
  }

  /** The resolvers that this machine is set up with. */
  public static List<InetSocketAddress> systemResolvers() {
    return List.copyOf(ResolverConfig.getCurrentConfig().servers());
  }
}
