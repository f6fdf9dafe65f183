package io.clickward.dns;

/**
 * A record that the owner of a zone is asked to make.
 *
 * @param name its whole name, lower case, no dot at the end
 * @param relativeName its name as the zone's own form wants it; {@code @} for the zone itself
 * @param type its type
 * @param value its value; names without the dot at the end
 * @param ttlSeconds the time to live to choose
 * @param step what it is for
 * @param optional whether things work without it
 * @param why why it is wanted, one sentence
 */
public record WantedRecord(
    String name,
    String relativeName,
    RecordType type,
    String value,
    int ttlSeconds,
    Step step,
    boolean optional,
    String why) {}
