package io.clickward.config;

import static io.clickward.config.Format.duration;
import static io.clickward.config.Format.size;
import static io.clickward.config.Format.word;

import java.time.Duration;

/**
 * The local journal of events.
 *
 * @param durability whether a redirect waits until its event is on disk
 * @param waitMax the longest that a redirect waits for the journal
 * @param queueBytesMax events waiting for the disk; beyond that they are lost and counted
 * @param groupWindow how long a commit waits for company
 * @param retention how long events are kept
 * @param messageRetention how long what rewriting knew of a message is kept, from when it was
 *     rewritten
 */
public record JournalSettings(
    Durability durability,
    Duration waitMax,
    int queueBytesMax,
    Duration groupWindow,
    Duration retention,
    Duration messageRetention) {

  static JournalSettings from(Section journal) {
    return new JournalSettings(
        journal.get(
            "durability",
            word(Durability.class),
            "sync",
            "`sync`: a redirect waits until its event is on disk. `async`: it never waits, and a crash may lose the events of the last 10 ms or so."),
        journal.get(
            "waitMax",
            duration("1ms", "10s"),
            "25ms",
            "The longest that a redirect waits for the journal; then it goes, and its event is counted late."),
        journal.get(
            "queueBytesMax",
            size("1MiB", "1GiB"),
            "64MiB",
            "Memory for events that wait for the disk; when it is full, events are lost and counted."),
        journal.get(
            "groupWindow",
            duration("0ms", "1s"),
            "1ms",
            "How long a commit waits for more events to share it; twice as long while 64 and more do, and with `async` 10 ms at least."),
        journal.get("retention", duration("1d", "3650d"), "400d", "How long events are kept."),
        journal.get(
            "messageRetention",
            duration("1d", "3650d"),
            "400d",
            "How long the names, tags and metadata of a message are kept after it was rewritten. Nothing shows them yet."));
  }
}
