package io.clickward.dns;

import java.net.InetAddress;
import java.util.List;

/**
 * What one of a zone's own name servers says about a host.
 *
 * @param name the name server's name
 * @param state whether it answers for the zone
 * @param sentence what it said when it did not answer as it should; else empty
 * @param targets the CNAMEs at the host
 * @param addresses the addresses at the host itself
 */
public record NameServer(
    String name, State state, String sentence, List<String> targets, List<InetAddress> addresses) {

  /** Whether a name server answers for its zone. */
  public enum State {
    /** With authority. */
    ANSWERS,
    /** It is named for the zone and does not know it (RFC 1912 section 2.8). */
    LAME,
    /** It says itself that it failed, such as with a zone that it could not load. */
    FAILED,
    /** It did not answer, or must not be asked. */
    NOT_ASKED
  }
}
