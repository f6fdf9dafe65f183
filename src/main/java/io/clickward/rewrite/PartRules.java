package io.clickward.rewrite;

import java.util.Optional;

/** Decides from a part's header whether it is looked at, or into. */
final class PartRules {
  private PartRules() {}

  static Optional<PartReason> reason(ContentType type, HeaderFields header, boolean plainText) {
    if (isAmbiguous(header)) {
      return Optional.of(PartReason.AMBIGUOUS_HEADER);
    }
    if (type.type().startsWith("message/")) {
      return Optional.of(PartReason.MESSAGE);
    }
    if (isAttachment(header)) {
      return Optional.of(PartReason.ATTACHMENT);
    }
    return type.isMultipart() ? ofMultipart(type, header) : ofLeaf(type, plainText);
  }

  /** Two encodings that say the same would not any more once one of them has to change. */
  private static boolean isAmbiguous(HeaderFields header) {
    return header.isAmbiguous(HeaderFields.TYPE) || header.spans(HeaderFields.ENCODING).size() > 1;
  }

  private static boolean isAttachment(HeaderFields header) {
    return FieldValue.parse(header.value(HeaderFields.DISPOSITION)).word().contains("attachment");
  }

  private static Optional<PartReason> ofMultipart(ContentType type, HeaderFields header) {
    return switch (type.type()) {
      case "multipart/signed" -> Optional.of(PartReason.SIGNED);
      case "multipart/encrypted" -> Optional.of(PartReason.ENCRYPTED);
      case "multipart/report" -> Optional.of(PartReason.REPORT);
      default -> ofContainer(type, header);
    };
  }

  /** RFC 2045 section 6.4: a multipart has no encoding of its own. */
  private static Optional<PartReason> ofContainer(ContentType type, HeaderFields header) {
    if (type.parameter("boundary").isEmpty()) {
      return Optional.of(PartReason.NO_BOUNDARY);
    }
    boolean plain =
        TransferEncoding.of(header.encoding()).filter(Identity.class::isInstance).isPresent();
    return plain ? Optional.empty() : Optional.of(PartReason.UNKNOWN_ENCODING);
  }

  private static Optional<PartReason> ofLeaf(ContentType type, boolean plainText) {
    return switch (type.type()) {
      case "text/html" -> Optional.empty();
      case "text/plain" -> plainText ? Optional.empty() : Optional.of(PartReason.PLAIN_TEXT);
      case "text/x-amp-html" -> Optional.of(PartReason.AMP);
      case "text/calendar" -> Optional.of(PartReason.CALENDAR);
      default -> Optional.of(PartReason.OTHER_TYPE);
    };
  }
}
