package io.clickward.store;

import java.sql.SQLException;

/** A claim is there and cannot be made sense of; the database itself is well. */
final class DamagedClaimException extends SQLException {
  DamagedClaimException(String account, String host, RuntimeException cause) {
    super(
        "the claim of account %s to %s cannot be read; expected what this version writes. It is left out of lists and looked at no more. Use the version that wrote it, or restore the database from a backup."
            .formatted(account, host),
        cause);
  }
}
