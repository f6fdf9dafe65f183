package io.clickward.domain;

/**
 * A host that carries one owner's tracked links.
 *
 * @param host the link host
 * @param account who owns it; what one account owns, another can neither see, claim nor serve
 * @param generation counts the owners of this host from 1: links of a former owner do not open for
 *     the next
 * @param provider who rewrites the links
 * @param paths path prefixes of sealed links
 * @param https whether links are written with https
 * @param clicks what a click link says about the recipient
 * @param opens what the pixel says about the recipient
 * @param keeps what events keep about the client
 * @param pixelBytes size of the pixel's answer body; 43 is the bare GIF, more is padded
 */
public record TrackingDomain(
    HostName host,
    String account,
    int generation,
    Provider provider,
    LinkPaths paths,
    boolean https,
    TrackingMode clicks,
    TrackingMode opens,
    Keeps keeps,
    int pixelBytes) {

  /** The same with https on or off. */
  public TrackingDomain withHttps(boolean on) {
    return new TrackingDomain(
        host, account, generation, provider, paths, on, clicks, opens, keeps, pixelBytes);
  }

  /** Another host of the same account with the same settings. */
  public TrackingDomain withHost(HostName other, int ofGeneration) {
    return new TrackingDomain(
        other, account, ofGeneration, provider, paths, https, clicks, opens, keeps, pixelBytes);
  }

  /** The same with another provider. */
  public TrackingDomain withProvider(Provider next) {
    return new TrackingDomain(
        host, account, generation, next, paths, https, clicks, opens, keeps, pixelBytes);
  }

  /** The same of another generation. */
  public TrackingDomain withGeneration(int next) {
    return withOwner(account, next);
  }

  /** The same for another owner. */
  public TrackingDomain withOwner(String other, int ofGeneration) {
    return new TrackingDomain(
        host, other, ofGeneration, provider, paths, https, clicks, opens, keeps, pixelBytes);
  }
}
