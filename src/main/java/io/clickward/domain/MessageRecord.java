package io.clickward.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What rewriting knows of a message and its links do not carry. Written once when the mail is
 * rewritten, joined to events only when they are delivered.
 *
 * @param message the caller's message id
 * @param domain the link host that the mail was rewritten for
 * @param sentAt the time sealed into its links
 * @param links the tracked links in index order; its size is the link total
 * @param tags the message's tags
 * @param metadata the caller's own names and values
 */
public record MessageRecord(
    String message,
    HostName domain,
    Instant sentAt,
    List<LinkRecord> links,
    List<String> tags,
    Map<String, String> metadata) {
  public MessageRecord {
    links = List.copyOf(links);
    tags = List.copyOf(tags);
    metadata = Map.copyOf(metadata);
  }

  /**
   * One tracked link of the message.
   *
   * @param index the link's index within the message, from 0
   * @param name the name that the author gave it (data-msys-linkname), or empty
   * @param tags the tags that the author gave it (ses:tags)
   */
  public record LinkRecord(int index, String name, Map<String, String> tags) {
    public LinkRecord {
      tags = Map.copyOf(tags);
    }
  }
}
