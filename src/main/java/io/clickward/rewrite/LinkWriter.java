package io.clickward.rewrite;

/**
 * Writes the tracked URLs that the rewriter puts into a mail. Every answer uses only the characters
 * {@code A-Z a-z 0-9 . _ ~ : / -}, so that it is valid unescaped in any attribute, in VML, in
 * quoted-printable and in plain text.
 */
public interface LinkWriter {
  /**
   * The URL that redirects to a destination.
   *
   * @param index the link's index within the message, from 0
   * @param total how many links the message has
   * @param destination the decoded target as its author wrote it, opaque bytes
   */
  String click(int index, int total, byte[] destination);

  /** The URL of the message's pixel. */
  String open(int total);

  /** Whether a URL's host is a tracking domain of ours: such a link is left as it is. */
  boolean isTracked(String host);
}
