package io.clickward.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clickward.domain.HostName;
import io.clickward.domain.TrackingDomain;
import io.clickward.event.Event;
import io.clickward.event.EventJson;
import io.clickward.event.EventReader;
import io.clickward.event.Position;
import io.clickward.installation.Installation;
import io.clickward.installation.MailRewriting;
import io.clickward.rewrite.LinkWriter;
import io.clickward.rewrite.RewriteOptions;
import io.clickward.rewrite.Rewritten;
import io.clickward.store.KeyFileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The tour of {@code clickward quickstart}: each step does something, shows what came of it, and
 * checks it.
 */
final class Quickstart {
  private static final String MAIL = "/quickstart/newsletter.eml";
  private static final String RECIPIENT = "reader@example.net";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Installation installation;
  private final Path config;
  private final PrintWriter out;
  private Optional<Pair> shown = Optional.empty();

  Quickstart(Installation installation, Path config, PrintWriter out) {
    this.installation = installation;
    this.config = config;
    this.out = out;
  }

  /** A link of the mail before and after. */
  private record Pair(String original, String sealed) {}

  /** Walks through everything; false when a step was not what it should be. */
  boolean run() throws Exception {
    List<Pair> links = rewrite();
    if (links.isEmpty()) {
      return failed("no link of the sample mail was rewritten");
    }
    boolean asItShouldBe = redirects(links.getFirst()) && isRecorded(links.getFirst());
    if (asItShouldBe) {
      shown = Optional.of(links.getFirst());
    }
    out.flush();
    return asItShouldBe;
  }

  /** Commands for a server that stays; after a tour with a step that failed, none. */
  void showWhatIsNext() {
    shown.ifPresent(this::showWhatIsNext);
  }

  private List<Pair> rewrite() throws IOException, KeyFileException {
    step(
        "1. A newsletter is rewritten: each link as its author wrote it, and as the reader gets it");
    TrackingDomain domain =
        installation.domain(HostName.parse(QuickstartCommand.HOST)).orElseThrow();
    MailRewriting rewriting =
        new MailRewriting(
            installation,
            installation.linkKeys(Clock.systemUTC(), new SecureRandom()),
            domain,
            Clock.systemUTC());
    byte[] raw = sample();
    MailRewriting.Mail mail =
        new MailRewriting.Mail(
            "spring-2026",
            RECIPIENT,
            domain.clicks(),
            domain.opens(),
            null,
            false,
            List.of(),
            Map.of());
    Onlooker onlooker = new Onlooker(rewriting.links(raw, mail));
    show(onlooker.pairs, rewriting.rewrite(raw, mail, RewriteOptions.DEFAULT, onlooker));
    return onlooker.pairs;
  }

  private void show(List<Pair> pairs, Rewritten rewritten) {
    for (Pair pair : pairs) {
      out.printf("   %s%n     -> %s%n", pair.original, pair.sealed);
    }
    out.printf("   left alone, with the reason: %s%n", rewritten.report().linksSkipped());
    out.printf(
        "   pixels added: %d; the mail had %d bytes and has %d%n",
        rewritten.report().pixels(),
        rewritten.report().bytesBefore(),
        rewritten.report().bytesAfter());
  }

  private static byte[] sample() throws IOException {
    try (InputStream in = Quickstart.class.getResourceAsStream(MAIL)) {
      return Objects.requireNonNull(in, "the sample mail is part of the jar").readAllBytes();
    }
  }

  private boolean redirects(Pair link) throws Exception {
    step("2. The reader clicks the first one, over HTTPS with a verified certificate");
    try (HttpClient client = client()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(link.sealed)).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString());
      String location = response.headers().firstValue("location").orElse("");
      out.printf(
          "   %s %s%n   location: %s%n", response.version(), response.statusCode(), location);
      boolean right = response.statusCode() == 302 && location.equals(link.original);
      return right || failed("expected 302 to " + link.original);
    }
  }

  private HttpClient client() throws IOException, GeneralSecurityException {
    return HttpClient.newBuilder()
        .sslContext(trusting(installation.certificateAuthority()))
        .connectTimeout(PATIENCE)
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  private static SSLContext trusting(Path authority) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(authority)) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private boolean isRecorded(Pair link) throws Exception {
    step("3. The click was on disk before the redirect left");
    EventReader reader = EventReader.open(installation.journal(), Position.START);
    List<Event> events = reader.next(10);
    events.forEach(event -> out.printf("   %s%n", EventJson.line(event)));
    boolean right = events.size() == 1 && events.getFirst().url().equals(link.original);
    return right || failed("expected one event for " + link.original);
  }

  private void showWhatIsNext(Pair link) {
    URI sealed = URI.create(link.sealed);
    step("4. Try for yourself");
    out.printf(
        "   curl -i --cacert %s --connect-to %s:%d:127.0.0.1:%d %s%n",
        installation.certificateAuthority(),
        sealed.getHost(),
        sealed.getPort(),
        sealed.getPort(),
        link.sealed);
    out.printf(
        "   curl -s http://%s/metrics | grep ^clickward%n", installation.config().listen().admin());
    out.printf("   ./clickward events --config %s --follow --format json%n", config);
    out.printf(
        "   ./clickward rewrite --config %s --domain %s --message test-1 --recipient you@example.com FILE.eml%n",
        config, sealed.getHost());
  }

  private void step(String title) {
    out.printf("%n%s%n", title);
    out.flush();
  }

  private boolean failed(String why) {
    out.printf("   NOT AS IT SHOULD BE: %s%n", why);
    out.flush();
    return false;
  }

  /** Notes each link as it is written. */
  private static final class Onlooker implements LinkWriter {
    private final LinkWriter links;
    private final List<Pair> pairs = new ArrayList<>();

    Onlooker(LinkWriter links) {
      this.links = links;
    }

    @Override
    public String click(int index, int total, byte[] destination) {
      String sealed = links.click(index, total, destination);
      pairs.add(new Pair(new String(destination, UTF_8), sealed));
      return sealed;
    }

    @Override
    public String open(int total) {
      return links.open(total);
    }

    @Override
    public boolean isTracked(String host) {
      return links.isTracked(host);
    }
  }
}
