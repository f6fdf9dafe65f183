package io.clickward.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a data folder holds that only its data keys open. */
record Sealed(Path data) {
  /** The file with something that was sealed under data keys of a purpose; empty without any. */
  Optional<Path> under(KeyPurpose purpose) throws IOException {
    return switch (purpose) {
      case TLS -> Optional.of(data.resolve(CertificateDatabase.FILE)).filter(this::hasKeys);
      case LINK -> linkKeys();
    };
  }

  private boolean hasKeys(Path certificates) {
    return Files.exists(certificates) && CertificateDatabase.hasKeys(certificates);
  }

  private Optional<Path> linkKeys() throws IOException {
    Path file = data.resolve(LinkKeyFile.FILE);
    boolean sealed = Files.exists(file) && SealedText.isSealed(Files.readString(file));
    return sealed ? Optional.of(file) : Optional.empty();
  }
}
