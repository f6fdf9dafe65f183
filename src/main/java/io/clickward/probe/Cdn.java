package io.clickward.probe;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** CDNs that can be told by the names they lead to, or by what they add to answers. */
public enum Cdn {
  CLOUDFRONT("cloudfront.net", "x-amz-cf-id", ""),
  CLOUDFLARE("cdn.cloudflare.net", "cf-ray", ""),
  FASTLY("fastly.net", "x-served-by", "cache-"),
  KEYCDN("kxcdn.com", "server", "keycdn"),
  AZURE("azurefd.net", "x-azure-ref", ""),
  GOOGLE("googleusercontent.com", "via", "1.1 google");

  private final String suffix;
  private final String header;
  private final String valueStart;

  Cdn(String suffix, String header, String valueStart) {
    this.suffix = suffix;
    this.header = header;
    this.valueStart = valueStart;
  }

  /** The CDN that a host's CNAMEs or answers show. */
  static Optional<Cdn> of(List<String> targets, List<AddressFacts> addresses) {
    return Stream.of(values())
        .filter(cdn -> cdn.named(targets) || addresses.stream().anyMatch(cdn::answers))
        .findFirst();
  }

  private boolean named(List<String> targets) {
    return targets.stream().anyMatch(target -> target.endsWith("." + suffix));
  }

  private boolean answers(AddressFacts address) {
    return address
        .answers()
        .flatMap(answer -> answer.header(header).stream())
        .anyMatch(value -> value.regionMatches(true, 0, valueStart, 0, valueStart.length()));
  }
}
