package io.clickward.dns;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.TextParseException;

/** Between names as we write them (lower case, no dot at the end) and as the library has them. */
final class Names {
  private static final int DNS_PORT = 53;

  /** The groups of an IPv6 address. */
  private static final int GROUPS = 8;

  private Names() {}

  /** A name that is known to be one. */
  static Name name(String text) {
    return tried(text).orElseThrow(() -> new IllegalArgumentException(text + " is not a DNS name"));
  }

  /** A name, or nothing when the text is none. */
  static Optional<Name> tried(String text) {
    try {
      return Optional.of(Name.fromString(text, Name.root));
    } catch (TextParseException e) {
      return Optional.empty();
    }
  }

  static String text(Name name) {
    return name.equals(Name.root) ? "." : name.toString(true).toLowerCase(Locale.ROOT);
  }

  /** An address without its port where that is DNS's own. */
  static String text(InetSocketAddress server) {
    String address = text(server.getAddress());
    if (server.getPort() == DNS_PORT) {
      return address;
    }
    return (address.contains(":") ? "[" + address + "]" : address) + ":" + server.getPort();
  }

  /** An address as RFC 5952 writes it: the longest run of zero groups left out. */
  static String text(InetAddress address) {
    String full = address.getHostAddress();
    if (!(address instanceof Inet6Address)) {
      return full;
    }
    for (int groups = GROUPS; groups > 1; groups--) {
      Matcher run = Pattern.compile("(?:^|:)0(?::0){" + (groups - 1) + "}(?::|$)").matcher(full);
      if (run.find()) {
        return run.replaceFirst("::");
      }
    }
    return full;
  }

  static Name parent(Name name) {
    return new Name(name, 1);
  }

  /** The name that a DNS form makes of an absolute name when it appends the zone once more. */
  static Optional<Name> doubled(Name name, Name zone) {
    try {
      return Optional.of(Name.concatenate(name.relativize(Name.root), zone));
    } catch (NameTooLongException e) {
      return Optional.empty();
    }
  }

  /** A name as a zone's own form wants it: relative to the zone, {@code @} for the zone itself. */
  static String relative(String name, String zone) {
    if (name.equals(zone)) {
      return "@";
    }
    return name.endsWith("." + zone)
        ? name.substring(0, name.length() - zone.length() - 1)
        : name + ".";
  }
}
