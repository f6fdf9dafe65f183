package io.clickward.rewrite;

import java.util.Optional;
import java.util.Set;

/** Decides from a mail's headers whether it may be touched at all. */
final class MailRules {
  private static final Set<String> SMIME =
      Set.of("application/pkcs7-mime", "application/x-pkcs7-mime");

  private MailRules() {}

  static Optional<MailReason> refuse(MimeScanner.Scan scan) {
    if (scan.header().has(HeaderFields.DKIM)) {
      return Optional.of(MailReason.DKIM_SIGNED);
    }
    return scan.parts().stream()
        .map(MimePart::type)
        .filter(type -> SMIME.contains(type.type()))
        .findFirst()
        .map(MailRules::ofSmime);
  }

  /** RFC 8551 section 3.2.2. */
  private static MailReason ofSmime(ContentType type) {
    boolean signed = type.parameter("smime-type").equalsIgnoreCase("signed-data");
    return signed ? MailReason.SIGNED : MailReason.ENCRYPTED;
  }
}
