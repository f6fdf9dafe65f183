package io.clickward.rewrite;

import io.clickward.domain.MessageRecord.LinkRecord;
import java.util.List;

/**
 * A rewritten mail.
 *
 * @param bytes the mail; the input's own array when nothing changed
 * @param report what was done and why
 * @param links name and tags of each tracked link, in index order
 */
@SuppressWarnings(
    "ArrayRecordComponent") // a mail is bytes; it is handed over once and never compared
public record Rewritten(byte[] bytes, Report report, List<LinkRecord> links) {
  public Rewritten {
    links = List.copyOf(links);
  }
}
