package io.clickward.probe;

import io.clickward.net.Deadline;
import io.clickward.net.HttpReply;
import io.clickward.net.OutboundConnector;
import io.clickward.net.OutboundHttp;
import io.clickward.net.OutboundTls;
import io.clickward.net.RefusedAddressException;
import io.clickward.net.TlsPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Gathers what one address of a host does. */
final class AddressLook {
  /** What the edge answers on every host (track/Tracker). */
  static final String HEALTH = "/.well-known/clickward/health";

  private static final int BODY_START_CHARACTERS = 200;
  private static final int NAMES_MAX = 20;
  private static final int DNS_NAME = 2;

  private final ProbeRequest request;
  private final InetAddress address;
  private final OutboundConnector connector;
  private final OutboundTls tls;

  AddressLook(
      ProbeRequest request, InetAddress address, OutboundConnector connector, OutboundTls tls) {
    this.request = request;
    this.address = address;
    this.connector = connector;
    this.tls = tls;
  }

  /** A port, and what it said. */
  private record Look(Reach reach, TlsFacts tls, HttpFacts http) {}

  AddressFacts look() {
    Look http = connected(request.httpPort(), this::plain);
    Look https = connected(request.httpsPort(), plain -> encrypted(plain, HEALTH));
    HttpFacts link =
        request
            .link()
            .filter(_ -> https.tls() instanceof TlsFacts.Handshake)
            .map(this::followed)
            .orElseGet(HttpFacts.NotAsked::new);
    return new AddressFacts(
        address, http.reach(), https.reach(), http.http(), https.tls(), https.http(), link);
  }

  /** The address has answered on this port just now, so what keeps the link's answer is told. */
  private HttpFacts followed(ProbeRequest.Link link) {
    try (Socket plain = connector.connect(address, request.httpsPort());
        Deadline _ = Deadline.of(plain, connector.limits().exchangeWait())) {
      return encrypted(plain, link.target()).http();
    } catch (IOException e) {
      return new HttpFacts.NoAnswer(words(e));
    }
  }

  /** What is done with a connection. */
  private interface Talk {
    Look over(Socket plain) throws IOException;
  }

  private Look connected(int port, Talk talk) {
    Socket socket;
    try {
      socket = connector.connect(address, port);
    } catch (IOException e) {
      return new Look(
          reach(e, connector.hasWay(address)), new TlsFacts.NotAsked(), new HttpFacts.NotAsked());
    }
    try (socket;
        Deadline _ = Deadline.of(socket, connector.limits().exchangeWait())) {
      return talk.over(socket);
    } catch (IOException e) {
      return new Look(
          new Reach.Accepted(), new TlsFacts.NoHandshake(words(e)), new HttpFacts.NotAsked());
    }
  }

  /**
   * Told apart by this machine's own routes: "no route to host" is also what a firewall at the
   * other end says, and what is said without a route differs from machine to machine.
   */
  static Reach reach(IOException e, boolean hasWay) {
    if (e instanceof RefusedAddressException) {
      return new Reach.NotPublic(words(e));
    }
    return hasWay ? new Reach.Failed(words(e)) : new Reach.NoRoute(words(e));
  }

  private static String words(IOException e) {
    return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
  }

  private Look plain(Socket socket) {
    return new Look(new Reach.Accepted(), new TlsFacts.NotAsked(), get(socket, HEALTH));
  }

  private Look encrypted(Socket plain, String target) throws IOException {
    TlsPeer peer = tls.observe(plain, request.host().value());
    return new Look(new Reach.Accepted(), handshake(peer), get(peer.socket(), target));
  }

  private HttpFacts get(Socket socket, String target) {
    try {
      HttpReply reply =
          OutboundHttp.exchange(
              socket, request.host().value(), target, Map.of(), connector.limits());
      return new HttpFacts.Answered(reply.status(), firsts(reply.headers()), start(reply.text()));
    } catch (IOException e) {
      return new HttpFacts.NoAnswer(words(e));
    }
  }

  private static SortedMap<String, String> firsts(Map<String, List<String>> headers) {
    SortedMap<String, String> firsts = new TreeMap<>();
    headers.forEach((name, values) -> firsts.put(name, values.getFirst()));
    return firsts;
  }

  private static String start(String body) {
    return body.substring(0, Math.min(body.length(), BODY_START_CHARACTERS));
  }

  private static TlsFacts handshake(TlsPeer peer) {
    X509Certificate leaf = peer.chain().getFirst();
    return new TlsFacts.Handshake(
        peer.protocol(),
        peer.cipher(),
        names(leaf),
        leaf.getNotBefore().toInstant(),
        leaf.getNotAfter().toInstant(),
        leaf.getIssuerX500Principal().getName(),
        peer.chain().size(),
        leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal()),
        peer.distrust(),
        peer.otherName());
  }

  private static List<String> names(X509Certificate leaf) {
    try {
      Collection<List<?>> names = leaf.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> name.get(0).equals(DNS_NAME))
              .map(name -> name.get(1).toString().toLowerCase(Locale.ROOT))
              .limit(NAMES_MAX)
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }
}
