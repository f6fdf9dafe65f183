package io.clickward.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * Changes TXT records of one zone of the operator's by dynamic update (RFC 2136), each change
 * signed with TSIG (RFC 8945) and made whole or not at all by the zone's primary server.
 */
public final class ZoneUpdate {
  private static final long TTL_SECONDS = 60;
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

  private final Name zone;
  private final InetSocketAddress primary;
  private final TSIG key;
  private final String where;

  private ZoneUpdate(Name zone, InetSocketAddress primary, TSIG key, String where) {
    this.zone = zone;
    this.primary = primary;
    this.key = key;
    this.where = where;
  }

  /**
   * A zone and who may change it.
   *
   * @param zone such as {@code acme.example.com}
   * @param primary the zone's primary server; its name is looked up for each change
   * @param key the name of the TSIG key
   * @param algorithm such as {@code hmac-sha256}
   * @param secret the key in base64
   * @throws IllegalArgumentException with a sentence for the user when one of them cannot be used
   */
  public static ZoneUpdate of(
      String zone, InetSocketAddress primary, String key, String algorithm, String secret) {
    String where = "%s at %s:%d".formatted(zone, primary.getHostString(), primary.getPort());
    try {
      TSIG signing = new TSIG(absolute(algorithm), absolute(key), secretOf(secret));
      return new ZoneUpdate(absolute(zone), primary, signing, where);
    } catch (TextParseException e) {
      throw new IllegalArgumentException(
          "zone %s: zone, key and algorithm are DNS names; %s".formatted(where, e.getMessage()), e);
    }
  }

  private static byte[] secretOf(String base64) {
    byte[] secret = org.xbill.DNS.utils.base64.fromString(base64.strip());
    if (secret == null || secret.length == 0) {
      throw new IllegalArgumentException(
          "the TSIG secret is not base64. Take the one that tsig-keygen printed.");
    }
    return secret;
  }

  private static Name absolute(String name) throws TextParseException {
    return Name.fromString(name, Name.root);
  }

  /** Makes {@code value} the only TXT record of a name, with a life of a minute. */
  public void replaceTxt(String name, String value) throws IOException {
    Update update = new Update(zone);
    Name owner = absolute(name);
    update.delete(owner, Type.TXT);
    update.add(new TXTRecord(owner, DClass.IN, TTL_SECONDS, value));
    send(update, name);
  }

  /** Removes all TXT records of a name; harmless when there are none. */
  public void deleteTxt(String name) throws IOException {
    Update update = new Update(zone);
    update.delete(absolute(name), Type.TXT);
    send(update, name);
  }

  /** By the address of now: this machine may have started before its name servers. */
  private SimpleResolver server() throws IOException {
    InetSocketAddress now = new InetSocketAddress(primary.getHostString(), primary.getPort());
    if (now.isUnresolved()) {
      throw new UnknownHostException(primary.getHostString() + " has no address");
    }
    SimpleResolver server = new SimpleResolver(now);
    server.setTCP(true);
    server.setTimeout(ANSWER_MAX);
    server.setTSIGKey(key);
    return server;
  }

  private void send(Update update, String name) throws IOException {
    Message answer;
    try {
      answer = server().send(update);
    } catch (IOException e) {
      throw new IOException(
          "the DNS zone %s did not answer the update of %s (%s). Check the server and the network."
              .formatted(where, name, e.getMessage()),
          e);
    }
    if (answer.getRcode() != Rcode.NOERROR) {
      throw new IOException(
          "the DNS zone %s refused the update of %s with %s; expected NOERROR. Check the key, its algorithm and the zone's update policy."
              .formatted(where, name, Rcode.string(answer.getRcode())));
    }
  }
}
