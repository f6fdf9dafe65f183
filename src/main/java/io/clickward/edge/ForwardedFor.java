package io.clickward.edge;

import io.clickward.edge.EdgeSettings.Proxies;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The client's address from X-Forwarded-For. Each proxy appends the address that it was asked from,
 * so that the list is believed from its right end, and only as long as proxies that are believed
 * wrote it: what stands further left is the client's own invention.
 */
final class ForwardedFor {
  private static final AsciiString FIELD = AsciiString.cached("x-forwarded-for");

  private static final String PORT = "(?::\\d{1,5})?";
  private static final String IPV4 = "(?<ipv4>\\d{1,3}(?:\\.\\d{1,3}){3})" + PORT;
  private static final String IPV6 = "(?<ipv6>[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)";
  private static final String BRACKETED = "\\[(?<bracketed>[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)]" + PORT;
  private static final Pattern HOP = Pattern.compile(IPV4 + "|" + IPV6 + "|" + BRACKETED);

  private ForwardedFor() {}

  /**
   * The right-most address that is not a believed proxy's; the peer's own when there is none or the
   * list cannot be read so far.
   *
   * @param peer the address of the believed proxy that sent the request
   */
  static byte[] client(HttpHeaders headers, Proxies proxies, byte[] peer) {
    String hops = String.join(",", headers.getAll(FIELD));
    int end = hops.length();
    while (end >= 0) {
      int comma = hops.lastIndexOf(',', end - 1);
      byte[] hop = address(hops.substring(comma + 1, end).strip());
      if (hop == null) {
        return peer;
      }
      if (!proxies.forward(hop)) {
        return hop;
      }
      end = comma;
    }
    return peer;
  }

  private static byte @Nullable [] address(String hop) {
    Matcher form = HOP.matcher(hop);
    if (!form.matches()) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(literal(form)).getAddress();
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static String literal(Matcher form) {
    String ipv4 = form.group("ipv4");
    String ipv6 = form.group("ipv6");
    return ipv4 != null ? ipv4 : ipv6 != null ? ipv6 : form.group("bracketed");
  }
}
