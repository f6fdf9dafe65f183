package io.clickward.cert;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.clickward.testing.TestCa;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/**
 * A CA that believes everybody, checks no signature, and says what no test CA can be made to say:
 * problems of its choice, Retry-After, and when to renew. Its requests are kept for looking at.
 */
final class FakeCa implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROBLEM = "application/problem+json";

  /** What is answered in place of the usual. */
  record Says(int status, String type, String detail, Optional<String> retryAfter) {
    private static final String ERROR = "urn:ietf:params:acme:error:";

    /** A problem of RFC 8555 section 6.7. */
    static Optional<Says> problem(int status, String type, String detail) {
      return Optional.of(new Says(status, ERROR + type, detail, Optional.empty()));
    }

    /** The same with Retry-After. */
    static Optional<Says> problem(int status, String type, String detail, String retryAfter) {
      return Optional.of(new Says(status, ERROR + type, detail, Optional.of(retryAfter)));
    }
  }

  private final HttpServer server;
  private final TestCa ca = TestCa.root("Fake", Instant.now().minus(Duration.ofDays(1)));
  private final AtomicInteger number = new AtomicInteger();
  private final Map<String, PublicKey> keys = new ConcurrentHashMap<>();
  private final Map<String, String> names = new ConcurrentHashMap<>();

  /** Orders that were taken and have brought no certificate yet, and the most there ever were. */
  private final Set<String> open = ConcurrentHashMap.newKeySet();

  final AtomicInteger openMax = new AtomicInteger();

  /** It has lost our account, until it is asked for one. */
  volatile boolean accountLost;

  /** The requests for an account, as they were signed. */
  final List<JsonNode> accounts = new CopyOnWriteArrayList<>();

  final List<JsonNode> orders = new CopyOnWriteArrayList<>();
  final AtomicInteger renewalsAsked = new AtomicInteger();
  final AtomicInteger ordersAsked = new AtomicInteger();
  final AtomicInteger signed = new AtomicInteger();

  /** Problems in place of the usual: to all that is signed, or to one thing. */
  volatile Optional<Says> onAll = Optional.empty();

  volatile Optional<Says> onAccount = Optional.empty();
  volatile Optional<Says> onOrder = Optional.empty();

  /** So many orders are taken before {@link #onOrder} is said. */
  volatile int ordersTaken;

  volatile Optional<Says> onAuthorization = Optional.empty();

  /** Challenges that were begun are not decided on. */
  volatile boolean holding;

  /** When to look again at what is held. */
  volatile Optional<String> retryAfter = Optional.empty();

  /** How often a challenge was begun. */
  final AtomicInteger begun = new AtomicInteger();

  volatile Optional<Says> onRenewal = Optional.empty();
  volatile Optional<Says> onFinalize = Optional.empty();

  /** Why orders end after they were ready. */
  volatile Optional<Says> onEnd = Optional.empty();

  /** How long a certificate is in the making, with a pause of three seconds asked for. */
  volatile Duration making = Duration.ZERO;

  /** How long orders stay pending whose authorization is valid from the begin. */
  volatile Duration readying = Duration.ZERO;

  /** How long an order takes to be taken. */
  volatile Duration slow = Duration.ZERO;

  /** It says nothing when it is asked when to renew. */
  volatile boolean silent;

  volatile Optional<String> window = Optional.empty();
  volatile Duration life = Duration.ofDays(90);
  volatile boolean replaced;

  /** When the client looked at an order that was being issued or has been. */
  final List<Instant> looksAtIssuing = new CopyOnWriteArrayList<>();

  volatile String certified = "";

  /** How much earlier or later than now its certificates begin. */
  volatile Duration skew = Duration.ofSeconds(-1);

  /** Its certificates are for a key of its own. */
  volatile boolean ownKey;

  /** Its chain goes on with a CA that has signed nothing. */
  volatile boolean brokenChain;

  /** It has a second chain, which is of no use. */
  volatile boolean alternate;

  private final Map<String, Instant> taken = new ConcurrentHashMap<>();
  private final Map<String, Instant> made = new ConcurrentHashMap<>();
  private final Map<String, Says> ends = new ConcurrentHashMap<>();

  FakeCa() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  URI directory() {
    return URI.create(at("/directory"));
  }

  AcmeSettings.Authority authority(String name, Optional<String> profile) {
    return new AcmeSettings.Authority(
        name, directory(), Optional.empty(), profile, Optional.empty());
  }

  private String at(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** A certificate with the dates of the test's choice is signed next. */
  private TestCa.Leaf sign(PublicKey key, String host) {
    PrivateKey unused = TestCa.ec().getPrivate();
    Instant start = Instant.now().plus(skew);
    PublicKey certain = ownKey ? TestCa.ec().getPublic() : key;
    return ca.leaf(new KeyPair(certain, unused), start, start.plus(life), host);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] body = exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Replay-Nonce", "nonce" + number.incrementAndGet());
    String[] parts = path.split("/", -1);
    switch (parts[1]) {
      case "directory" -> send(exchange, 200, "application/json", directoryJson());
      case "nonce" -> send(exchange, 200, "text/plain", "");
      case "renewal-info" -> renewal(exchange);
      default -> answerSigned(exchange, parts, body);
    }
  }

  private void answerSigned(HttpExchange exchange, String[] parts, byte[] body) throws IOException {
    signed.incrementAndGet();
    if (onAll.isPresent()) {
      problem(exchange, onAll.get());
      return;
    }
    switch (parts[1]) {
      case "account" -> account(exchange, body);
      case "new-order" -> newOrder(exchange, payload(body));
      case "order" -> order(exchange, parts[2]);
      case "authz" -> authorization(exchange, parts[2]);
      case "challenge" -> begin(exchange, parts[2]);
      case "finalize" -> finish(exchange, parts[2], payload(body));
      case "cert", "other-chain" -> certificate(exchange, parts[2]);
      default -> send(exchange, 404, "text/plain", "");
    }
  }

  private String directoryJson() {
    String renewal =
        window.isPresent() ? ", \"renewalInfo\": \"%s\"".formatted(at("/renewal-info")) : "";
    return """
    {"newNonce": "%s", "newAccount": "%s", "newOrder": "%s", "revokeCert": "%s", "keyChange": "%s"%s,
     "meta": {"profiles": {"shortlived": "six days"}}}
    """
        .formatted(
            at("/nonce"), at("/account"), at("/new-order"), at("/revoke"), at("/key"), renewal);
  }

  private static JsonNode payload(byte[] body) throws IOException {
    return part("payload", JSON.readTree(body));
  }

  /** A part of a JWS. */
  static JsonNode part(String name, JsonNode jws) throws IOException {
    return JSON.readTree(Base64.getUrlDecoder().decode(jws.get(name).asText()));
  }

  private void account(HttpExchange exchange, byte[] body) throws IOException {
    accounts.add(JSON.readTree(body));
    accountLost = false;
    pause(slow);
    if (onAccount.isPresent()) {
      problem(exchange, onAccount.get());
      return;
    }
    exchange.getResponseHeaders().set("Location", at("/account/1"));
    send(exchange, 201, "application/json", "{\"status\": \"valid\"}");
  }

  private void newOrder(HttpExchange exchange, JsonNode wish) throws IOException {
    orders.add(wish);
    pause(slow);
    if (accountLost) {
      problem(exchange, Says.problem(400, "accountDoesNotExist", "who?").orElseThrow());
      return;
    }
    if (replaced && wish.has("replaces")) {
      problem(
          exchange,
          new Says(
              409, "urn:ietf:params:acme:error:alreadyReplaced", "it has one", Optional.empty()));
      return;
    }
    if (onOrder.isPresent() && orders.size() > ordersTaken) {
      problem(exchange, onOrder.get());
      return;
    }
    String id = Integer.toString(number.incrementAndGet());
    taken.put(id, Instant.now());
    open.add(id);
    openMax.accumulateAndGet(open.size(), Math::max);
    names.put(id, wish.get("identifiers").get(0).get("value").asText());
    exchange.getResponseHeaders().set("Location", at("/order/" + id));
    send(exchange, 201, "application/json", orderJson(id));
  }

  private static void pause(Duration time) throws IOException {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  private void order(HttpExchange exchange, String id) throws IOException {
    ordersAsked.incrementAndGet();
    if (keys.containsKey(id)) {
      looksAtIssuing.add(Instant.now());
    }
    announce(exchange, id);
    send(exchange, 200, "application/json", orderJson(id));
  }

  private boolean isReadying(String id) {
    return Instant.now().isBefore(taken.get(id).plus(readying));
  }

  private boolean isInTheMaking(String id) {
    return made.containsKey(id) && Instant.now().isBefore(made.get(id));
  }

  private void announce(HttpExchange exchange, String id) {
    if (isInTheMaking(id)) {
      exchange.getResponseHeaders().set("Retry-After", "3");
    }
  }

  /** All challenges that were held have failed now, with their reason and no other. */
  void decideAgainst(Optional<Says> reason) {
    taken.keySet().forEach(id -> names.put("asked" + id, ""));
    onAuthorization = reason;
    holding = false;
  }

  private String orderJson(String id) {
    if (onAuthorization.isPresent() && names.containsKey("asked" + id)) {
      return orderJson(id, "invalid");
    }
    if (!keys.containsKey(id)) {
      boolean isPending = onAuthorization.isPresent() || holding || isReadying(id);
      return orderJson(id, isPending ? "pending" : "ready");
    }
    String end = ends.containsKey(id) ? "invalid" : "valid";
    return orderJson(id, isInTheMaking(id) ? "processing" : end);
  }

  private String orderJson(String id, String status) {
    String error =
        ends.containsKey(id) && status.equals("invalid")
            ? ", \"error\": " + json(ends.get(id))
            : "";
    return """
    {"status": "%s", "identifiers": [{"type": "dns", "value": "%s"}],
     "authorizations": ["%s"], "finalize": "%s", "certificate": "%s"%s}
    """
        .formatted(
            status,
            names.get(id),
            at("/authz/" + id),
            at("/finalize/" + id),
            at("/cert/" + id),
            error);
  }

  private static String json(Says says) {
    return "{\"type\": \"%s\", \"detail\": \"%s\", \"status\": %d}"
        .formatted(says.type, says.detail, says.status);
  }

  private void begin(HttpExchange exchange, String id) throws IOException {
    begun.incrementAndGet();
    send(exchange, 200, "application/json", challengeJson(id, "processing"));
  }

  private String challengeJson(String id, String status) {
    return """
    {"type": "http-01", "status": "%s", "url": "%s", "token": "token%s"}"""
        .formatted(status, at("/challenge/" + id), id);
  }

  private String heldJson(String id) {
    return """
    {"status": "pending", "identifier": {"type": "dns", "value": "%s"}, "challenges": [%s]}
    """
        .formatted(names.get(id), challengeJson(id, "pending"));
  }

  private void authorization(HttpExchange exchange, String id) throws IOException {
    if (holding) {
      retryAfter.ifPresent(after -> exchange.getResponseHeaders().set("Retry-After", after));
      send(exchange, 200, "application/json", heldJson(id));
      return;
    }
    if (onAuthorization.isEmpty()) {
      send(exchange, 200, "application/json", validJson(id));
      return;
    }
    String error = json(onAuthorization.get());
    boolean asked = names.containsKey("asked" + id);
    names.put("asked" + id, "");
    send(
        exchange,
        200,
        "application/json",
        """
        {"status": "%s", "identifier": {"type": "dns", "value": "%s"}, "challenges": [
          {"type": "http-01", "status": "%s", "url": "%s", "token": "token%s"%s}]}
        """
            .formatted(
                asked ? "invalid" : "pending",
                names.get(id),
                asked ? "invalid" : "processing",
                at("/challenge/" + id),
                id,
                asked ? ", \"error\": " + error : ""));
  }

  private String validJson(String id) {
    return """
    {"status": "valid", "identifier": {"type": "dns", "value": "%s"}, "challenges": []}
    """
        .formatted(names.get(id));
  }

  private void finish(HttpExchange exchange, String id, JsonNode wish) throws IOException {
    if (onFinalize.isPresent()) {
      problem(exchange, onFinalize.get());
      return;
    }
    byte[] csr = Base64.getUrlDecoder().decode(wish.get("csr").asText());
    PublicKey key =
        new JcaPEMKeyConverter()
            .getPublicKey(new PKCS10CertificationRequest(csr).getSubjectPublicKeyInfo());
    onEnd.ifPresent(says -> ends.put(id, says));
    keys.put(id, key);
    made.put(id, Instant.now().plus(making));
    announce(exchange, id);
    send(exchange, 200, "application/json", orderJson(id));
  }

  private void certificate(HttpExchange exchange, String id) throws IOException {
    open.remove(id);
    String host = certified.isEmpty() ? names.get(id) : certified;
    if (alternate) {
      exchange
          .getResponseHeaders()
          .set("Link", "<%s>;rel=\"alternate\"".formatted(at("/other-chain/" + id)));
    }
    boolean useless = brokenChain || exchange.getRequestURI().getPath().startsWith("/other-chain");
    TestCa next = useless ? TestCa.root("Stranger", Instant.now()) : ca;
    send(
        exchange,
        200,
        "application/pem-certificate-chain",
        sign(keys.get(id), host).chainPem() + TestCa.pem(next.certificate()));
  }

  private void renewal(HttpExchange exchange) throws IOException {
    renewalsAsked.incrementAndGet();
    if (silent) {
      exchange.close();
      return;
    }
    if (onRenewal.isPresent()) {
      problem(exchange, onRenewal.get());
      return;
    }
    exchange.getResponseHeaders().set("Retry-After", "21600");
    send(exchange, 200, "application/json", window.orElseThrow());
  }

  private static void problem(HttpExchange exchange, Says says) throws IOException {
    says.retryAfter.ifPresent(after -> exchange.getResponseHeaders().set("Retry-After", after));
    send(exchange, says.status, PROBLEM, json(says));
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    boolean none = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, none ? -1 : bytes.length);
    if (!none) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  /** A span of time as the CA says it. */
  static String span(Instant start, Instant end) {
    return "{\"suggestedWindow\": {\"start\": \"%s\", \"end\": \"%s\"}}".formatted(start, end);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
