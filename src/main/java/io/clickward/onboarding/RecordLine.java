package io.clickward.onboarding;

/**
 * A DNS record that a domain needs.
 *
 * @param name the absolute name, without the root dot
 * @param relativeName the name as it is typed into the zone's form
 * @param zone the zone that it belongs to
 * @param type such as {@code CNAME}
 * @param value what it has to say
 * @param ttlSeconds the time to live that is advised
 * @param why what it is for, as a sentence
 * @param step which step needs it: {@code ownership}, {@code certificate}, {@code provider} or
 *     {@code edge}; one of a later step takes the place of one of the same name
 */
public record RecordLine(
    String name,
    String relativeName,
    String zone,
    String type,
    String value,
    long ttlSeconds,
    String why,
    Need step) {
  /** Whether readers' requests come through only with it. */
  boolean isForTraffic() {
    return step == Need.PROVIDER || step == Need.EDGE;
  }

  /** What a record is needed for. */
  public enum Need {
    OWNERSHIP,
    CERTIFICATE,
    PROVIDER,
    EDGE
  }
}
