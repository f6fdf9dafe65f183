package io.clickward.config;

import static io.clickward.config.Format.ACCOUNT_NAME;
import static io.clickward.config.Format.FLAG;
import static io.clickward.config.Format.HOST;
import static io.clickward.config.Format.LINK_PATH;
import static io.clickward.config.Format.integer;
import static io.clickward.config.Format.word;

import io.clickward.config.CertificateSource.Acme;
import io.clickward.config.CertificateSource.Files;
import io.clickward.config.CertificateSource.Internal;
import io.clickward.domain.IpDetail;
import io.clickward.domain.Keeps;
import io.clickward.domain.LinkPaths;
import io.clickward.domain.Provider;
import io.clickward.domain.TrackingDomain;
import io.clickward.domain.TrackingMode;
import io.clickward.domain.UserAgentDetail;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A domain that the configuration declares.
 *
 * @param domain the domain
 * @param certificate where its certificate comes from
 */
public record DomainSettings(TrackingDomain domain, CertificateSource certificate) {
  private static final Format<Provider> PROVIDER =
      word(List.of(Provider.CLICKWARD)).hinting(DomainSettings::aboutProvider);

  private static final Format<CertificateSource> WORDS =
      Format.choice(
          "internal, internal-with-rsa, acme, or a section with chain and key",
          Map.of(
              "internal",
              new Internal(false),
              "internal-with-rsa",
              new Internal(true),
              "acme",
              new Acme()));

  static DomainSettings from(Section domain, String account) {
    return new DomainSettings(
        new TrackingDomain(
            domain.require("host", HOST, "links.example.com", "The host that links name."),
            domain
                .find(
                    "account",
                    ACCOUNT_NAME,
                    "acme",
                    "the `account` of the installation",
                    "Who owns the domain; no account sees what another owns.")
                .orElse(account),
            domain.get(
                "generation",
                integer(1, 1_000_000),
                "1",
                "Counts the owners of the host: after a change of owner the next number keeps the former owner's links from opening. A higher number ends all links that were sent; a lower one, or one that another account had, is not taken."),
            domain.get(
                "provider", PROVIDER, "clickward", "Who rewrites the links and counts the clicks."),
            paths(domain),
            domain.get(
                "https",
                FLAG,
                "true",
                "Whether links are written with https. Where the host is seen from outside, as with `acme`, they are once a live probe has passed."),
            domain.get(
                "clicks",
                word(TrackingMode.class),
                "pseudonymous",
                "What a link says about the recipient; with `none` links stay as they are."),
            domain.get(
                "opens",
                word(TrackingMode.class),
                "pseudonymous",
                "What the pixel says about the recipient; with `none` there is no pixel."),
            keeps(domain),
            domain.get(
                "pixelBytes",
                integer(43, 4096),
                "43",
                "Size of the pixel; 43 is the smallest GIF, more is padding.")),
        certificate(domain));
  }

  private static LinkPaths paths(Section domain) {
    String click =
        domain.get(
            "clickPath",
            LINK_PATH,
            "/c/",
            "How the path of a click link begins. After a change, links that were sent with the old path open no more.");
    String open =
        domain.get(
            "openPath",
            LINK_PATH,
            "/o/",
            "How the path of the pixel begins. After a change, pixels that were sent with the old path count no more.");
    if (click.equals(open)) {
      domain.conflict(
          "openPath", "clickPath", "is `%s`, as clickPath is; expected another.".formatted(open));
      return LinkPaths.DEFAULT;
    }
    return new LinkPaths(click, open);
  }

  private static Keeps keeps(Section domain) {
    return new Keeps(
        domain.get(
            "ip",
            word(IpDetail.class),
            "full",
            "What events keep of the client's address; `truncated` is IPv4 to /24 and IPv6 to /48."),
        domain.get(
            "userAgent",
            word(UserAgentDetail.class),
            "full",
            "What events keep of the User-Agent header; `class` is the product family only."));
  }

  private static CertificateSource certificate(Section domain) {
    return domain.sectionOr(
        WORDS,
        "internal",
        "certificate",
        "Where the certificate comes from: `internal` is the installation's own authority, `internal-with-rsa` has an RSA certificate beside for clients that know no ECDSA, `acme` is a public CA; a section names files.",
        Files::from);
  }

  private static Optional<String> aboutProvider(String text) {
    return Stream.of(Provider.values()).map(Format::lowerCase).anyMatch(text::equals)
        ? Optional.of("Provider " + text + " is not supported yet.")
        : Nearest.to(text, List.of("clickward")).map(Format::didYouMean);
  }
}
