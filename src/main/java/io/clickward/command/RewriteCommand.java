package io.clickward.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.clickward.config.Config;
import io.clickward.domain.HostName;
import io.clickward.domain.TrackingDomain;
import io.clickward.domain.TrackingMode;
import io.clickward.installation.Installation;
import io.clickward.installation.MailRewriting;
import io.clickward.output.StandardOutput;
import io.clickward.rewrite.RewriteOptions;
import io.clickward.rewrite.RewriteOptions.LargePart;
import io.clickward.rewrite.Rewritten;
import io.clickward.rewrite.SealedLinks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Rewrites one mail: the rewritten bytes go to standard output, and nothing else does. */
@Command(
    name = "rewrite",
    description =
        "Seal the links of a mail (.eml or .html, a file or standard input) and add the pixel.",
    mixinStandardHelpOptions = true)
final class RewriteCommand implements Callable<Integer> {
  private static final int HOSTS_NAMED_MAX = 20;

  /** What the input is. */
  enum Format {
    AUTO,
    EML,
    HTML
  }

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--domain",
      required = true,
      paramLabel = "HOST",
      description = "The link domain that the links of the mail get.")
  private String host = "";

  @Option(
      names = "--message",
      required = true,
      paramLabel = "ID",
      description = "Your id of the message; events carry it.")
  private String message = "";

  @Option(
      names = "--recipient",
      paramLabel = "TEXT",
      description = "The recipient's address or your own id; default: nobody in particular.")
  private @Nullable String recipient;

  @Option(
      names = "--tracking",
      paramLabel = "MODE",
      description =
          "What links and pixel say of the recipient: ${COMPLETION-CANDIDATES}, where NONE tracks nothing; default: as the domain says.")
  private @Nullable TrackingMode tracking;

  @Option(
      names = "--sent-at",
      paramLabel = "TIME",
      description =
          "When the mail is sent, such as 2026-11-21T09:08:07Z; default: the Date field of the mail.")
  private @Nullable Instant sentAt;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write what was done, and what was left alone for which reason, as JSON.")
  private @Nullable Path report;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "auto",
      description =
          "What the input is: ${COMPLETION-CANDIDATES}, where AUTO takes for HTML what begins with <.")
  private Format format = Format.AUTO;

  @Option(names = "--plain-text", description = "Rewrite URLs in text/plain parts too.")
  private boolean plainText;

  @Option(
      names = "--final",
      description = "The mail is personalised: braces in URLs are no placeholders.")
  private boolean finalMail;

  @Option(
      names = "--skip-visible-urls",
      description = "Leave links alone whose text is itself a URL.")
  private boolean skipVisibleUrls;

  @Option(names = "--track-unsubscribe", description = "Rewrite links that name unsubscribing too.")
  private boolean trackUnsubscribe;

  @Option(
      names = "--skip-host",
      paramLabel = "HOST",
      description = "Leave links to this host alone; .example.com covers subdomains. Repeatable.")
  private Set<String> skipHosts = Set.of();

  @Option(
      names = "--large-part",
      paramLabel = "PLACE",
      defaultValue = "pixel_at_end",
      description =
          "Where the pixel goes in HTML over 100 KiB, whose end Gmail does not show: ${COMPLETION-CANDIDATES}.")
  private LargePart largePart = LargePart.PIXEL_AT_END;

  @Option(
      names = "--tag",
      paramLabel = "TEXT",
      description = "A tag to keep with the message; nothing shows it yet. Repeatable.")
  private List<String> tags = List.of();

  @Option(
      names = "--metadata",
      paramLabel = "NAME=VALUE",
      description =
          "A name and value of yours to keep with the message; nothing shows them yet. Repeatable.")
  private Map<String, String> metadata = Map.of();

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "The mail; default: standard input.")
  private @Nullable Path file;

  @Override
  public Integer call() throws Exception {
    for (String each : skipHosts) {
      new SkippedHost(each).requireHost();
    }
    Config read = config.read();
    Installation installation = Installation.of(read);
    TrackingDomain domain = domain(installation);
    MailRewriting rewriting =
        new MailRewriting(
            installation,
            installation.linkKeys(Clock.systemUTC(), new SecureRandom()),
            domain,
            Clock.systemUTC());
    byte[] raw = input();
    MailRewriting.Mail mail = mail(domain, raw);
    Rewritten rewritten =
        rewriting.rewrite(raw, mail, options(domain), links(rewriting, raw, mail));
    writeReport(rewritten);
    new StandardOutput().write(rewritten.bytes());
    if (!rewritten.report().changed()) {
      System.err.println("clickward: " + new LeftAlone(rewritten.report()).sentence());
    }
    return Program.DONE;
  }

  private static SealedLinks links(MailRewriting rewriting, byte[] raw, MailRewriting.Mail mail)
      throws WrongUsageException {
    try {
      return rewriting.links(raw, mail);
    } catch (IllegalArgumentException e) {
      throw new WrongUsageException("no link can be sealed for this mail: " + e.getMessage());
    }
  }

  private TrackingDomain domain(Installation installation) throws WrongUsageException {
    HostName name = hostName();
    return installation
        .domain(name)
        .orElseThrow(() -> new WrongUsageException(unusable(installation, name)));
  }

  private static String unusable(Installation installation, HostName name) {
    if (installation.isUnproved(name)) {
      return "--domain is %1$s, which is registered; expected a domain whose ownership is proved. Publish its record, and run: clickward domain verify %1$s"
          .formatted(name);
    }
    Set<String> hosts = installation.linkHosts();
    return hosts.isEmpty()
        ? "--domain is %1$s, and there is no link domain yet; expected one of the configuration, or one that was added. Name it under domains in clickward.yaml, or run beside a running server: clickward domain add %1$s"
            .formatted(name)
        : "--domain is %s, which the configuration does not have; expected one of %s"
            .formatted(name, some(hosts));
  }

  /** A few hosts to choose from; there may be very many. */
  private static String some(Set<String> hosts) {
    List<String> first = hosts.stream().sorted().limit(HOSTS_NAMED_MAX).toList();
    int more = hosts.size() - first.size();
    return more > 0 ? "%s and %d more".formatted(first, more) : first.toString();
  }

  private HostName hostName() throws WrongUsageException {
    try {
      return HostName.parse(host);
    } catch (IllegalArgumentException e) {
      throw new WrongUsageException("--domain is %s, which %s".formatted(host, e.getMessage()));
    }
  }

  private byte[] input() throws IOException {
    if (file == null) {
      return System.in.readAllBytes();
    }
    if (!Files.exists(file) || Files.isDirectory(file)) {
      throw new IOException(
          "%s is no file; expected a mail (.eml or .html) to rewrite".formatted(file));
    }
    return Files.readAllBytes(file);
  }

  private MailRewriting.Mail mail(TrackingDomain domain, byte[] raw) {
    return new MailRewriting.Mail(
        message,
        recipient,
        mode(domain.clicks()),
        mode(domain.opens()),
        sentAt,
        isHtml(raw),
        tags,
        metadata);
  }

  private TrackingMode mode(TrackingMode ofDomain) {
    return tracking == null ? ofDomain : tracking;
  }

  /** A header field cannot begin with what every HTML document begins with. */
  private boolean isHtml(byte[] raw) {
    return switch (format) {
      case HTML -> true;
      case EML -> false;
      case AUTO -> firstCharacter(raw) == '<';
    };
  }

  private static int firstCharacter(byte[] raw) {
    int i = raw.length >= 3 && (raw[0] & 0xFF) == 0xEF ? 3 : 0;
    while (i < raw.length && raw[i] <= ' ') {
      i++;
    }
    return i < raw.length ? raw[i] : -1;
  }

  private RewriteOptions options(TrackingDomain domain) {
    return new RewriteOptions(
        mode(domain.clicks()) != TrackingMode.NONE,
        mode(domain.opens()) != TrackingMode.NONE,
        plainText,
        finalMail,
        skipVisibleUrls,
        !trackUnsubscribe,
        skipHosts,
        largePart);
  }

  private void writeReport(Rewritten rewritten) throws IOException {
    if (report != null) {
      ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
      Files.writeString(report, json.writeValueAsString(rewritten.report()) + "\n");
    }
  }
}
