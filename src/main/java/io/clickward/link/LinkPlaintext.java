package io.clickward.link;

import java.time.Instant;
import java.util.Optional;

/**
 * The fields of a link as bytes: what stands inside the seal. One octet of forms, then each field
 * with no name and no separator; docs/reference/link-format.md gives them one by one.
 */
final class LinkPlaintext {
  private static final int RECIPIENT_SHIFT = 1;
  private static final int MESSAGE_SHIFT = 3;
  private static final int DESTINATION_SHIFT = 5;
  private static final int RESERVED_SHIFT = 6;

  private static final int RECIPIENT_ANONYMOUS = 0;
  private static final int RECIPIENT_PSEUDONYM = 1;
  private static final int RECIPIENT_IDENTIFIED = 2;

  private static final int DESTINATION_AS_IT_IS = 0;
  private static final int DESTINATION_IN_PHRASES = 1;

  /** What phrases may take where they are longer than the destination itself. */
  private static final int RESPELLED_BYTES_MAX = 4096;

  private LinkPlaintext() {}

  static byte[] write(Link link) {
    byte[] plain = link.destination().bytes();
    byte[] coded = PhraseCode.V1.encode(plain);
    boolean inPhrases = coded.length < plain.length;
    return write(link, inPhrases, inPhrases ? coded : plain);
  }

  /**
   * The same link in other bytes, which every reader takes: its destination in phrases, of which
   * the first are so many single bytes; with none of these, in the form that {@link #write} does
   * not take. Nothing when a long destination would become longer.
   */
  static Optional<byte[]> respell(Link link, int singles) {
    byte[] plain = link.destination().bytes();
    byte[] coded = PhraseCode.V1.encode(plain, singles);
    boolean inPhrases = singles > 0 || coded.length >= plain.length;
    boolean fits = !inPhrases || coded.length <= Math.max(plain.length, RESPELLED_BYTES_MAX);
    return fits ? Optional.of(write(link, inPhrases, inPhrases ? coded : plain)) : Optional.empty();
  }

  private static byte[] write(Link link, boolean inPhrases, byte[] destination) {
    MessageIdForm messageForm = MessageIdForm.of(link.message());
    PlaintextWriter out = new PlaintextWriter();
    out.octet(
        kindBit(link.kind())
            | (recipientForm(link.recipient()) << RECIPIENT_SHIFT)
            | (messageForm.code << MESSAGE_SHIFT)
            | ((inPhrases ? DESTINATION_IN_PHRASES : DESTINATION_AS_IT_IS) << DESTINATION_SHIFT));
    messageForm.write(link.message(), out);
    writeRecipient(link.recipient(), out);
    out.uint32(link.sentAt().getEpochSecond());
    out.varint(link.index());
    out.varint(link.total());
    out.bytes(destination);
    return out.toBytes();
  }

  private static int kindBit(LinkKind kind) {
    return switch (kind) {
      case CLICK -> 0;
      case OPEN -> 1;
    };
  }

  private static int recipientForm(Recipient recipient) {
    return switch (recipient) {
      case Recipient.Anonymous() -> RECIPIENT_ANONYMOUS;
      case Recipient.Pseudonym _ -> RECIPIENT_PSEUDONYM;
      case Recipient.Identified _ -> RECIPIENT_IDENTIFIED;
    };
  }

  private static void writeRecipient(Recipient recipient, PlaintextWriter out) {
    switch (recipient) {
      case Recipient.Anonymous() -> {}
      case Recipient.Pseudonym pseudonym -> out.bytes(pseudonym.bytes());
      case Recipient.Identified(String value) ->
          out.bytesWithLength(Utf8.encode("recipient", value));
    }
  }

  /**
   * Reads a whole plaintext.
   *
   * @throws IllegalArgumentException when it is of another kind, or anything about it is not as
   *     {@link #write} would have it
   */
  static Link read(byte[] plaintext, LinkKind expected) {
    PlaintextReader in = new PlaintextReader(plaintext);
    int forms = in.octet();
    if (forms >> RESERVED_SHIFT != 0 || (forms & 1) != kindBit(expected)) {
      throw new IllegalArgumentException("link is of another kind or a later format");
    }
    return new Link(
        expected,
        MessageIdForm.ofCode((forms >> MESSAGE_SHIFT) & 3).read(in),
        readRecipient((forms >> RECIPIENT_SHIFT) & 3, in),
        Instant.ofEpochSecond(in.uint32()),
        in.varint(Link.TOTAL_MAX),
        in.varint(Link.TOTAL_MAX),
        readDestination((forms >> DESTINATION_SHIFT) & 1, in.rest()));
  }

  private static Recipient readRecipient(int form, PlaintextReader in) {
    return switch (form) {
      case RECIPIENT_ANONYMOUS -> new Recipient.Anonymous();
      case RECIPIENT_PSEUDONYM -> Recipient.Pseudonym.of(in.bytes(Recipient.Pseudonym.BYTES));
      case RECIPIENT_IDENTIFIED -> new Recipient.Identified(Utf8.decode(in.bytesWithLength()));
      default -> throw new IllegalArgumentException("recipient form is unknown");
    };
  }

  private static Destination readDestination(int form, byte[] bytes) {
    return Destination.of(
        form == DESTINATION_IN_PHRASES
            ? PhraseCode.V1.decode(bytes, Destination.BYTES_MAX)
            : bytes);
  }
}
