package io.clickward.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that wraps the data keys, from a file that only its owner may read. A whole master key
 * wraps for every purpose; one that was narrowed wraps for one purpose only, so that a machine or a
 * user that rewrites mail can be given a key that opens no TLS key.
 */
public final class MasterKey {
  private static final String FORMAT = "clickward-master-key-1";
  private static final Pattern FORM =
      Pattern.compile(FORMAT + " (all|tls|link) ([A-Za-z0-9_-]{43})\\s*");
  private static final String ALL = "all";
  private static final int BYTES = 32;
  static final String VARIABLE = "CLICKWARD_MASTER_KEY_FILE";
  private static final String CREDENTIALS = "CREDENTIALS_DIRECTORY";
  private static final String CREDENTIAL = "clickward-master-key";

  /** Where the master key is when the environment does not say so. */
  public static final String DEFAULT_FILE = "master-key";

  private final String scope;
  private final byte[] bytes;

  private MasterKey(String scope, byte[] bytes) {
    this.scope = scope;
    this.bytes = bytes;
  }

  /** A new one. */
  static MasterKey random(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new MasterKey(ALL, bytes);
  }

  /**
   * The file that the environment names: {@code CLICKWARD_MASTER_KEY_FILE}, or the systemd
   * credential {@code clickward-master-key}.
   */
  public static Optional<Path> fileNamedBy(Map<String, String> environment) {
    Optional<Path> credential =
        Optional.ofNullable(environment.get(CREDENTIALS))
            .map(folder -> Path.of(folder, CREDENTIAL))
            .filter(Files::exists);
    return Optional.ofNullable(environment.get(VARIABLE)).map(Path::of).or(() -> credential);
  }

  /**
   * Reads the file.
   *
   * @throws KeyFileException when it is not there, others may read it, or it is no master key
   */
  public static MasterKey read(Path file) throws KeyFileException {
    try {
      PrivateFile.requireOwnerOnly(file);
      return parse(file, Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new KeyFileException(
          "%s does not exist; expected the master key. Restore it from its copy; without it no stored private key can be opened."
              .formatted(file));
    } catch (IOException e) {
      throw new StoreException(FileTrouble.sentence(file, "cannot be read", e), e);
    }
  }

  private static MasterKey parse(Path file, String text) throws KeyFileException {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new KeyFileException(
          "%s is not a master key; expected one line that begins with %s. Restore it from its copy."
              .formatted(file, FORMAT));
    }
    return new MasterKey(form.group(1), Base64.getUrlDecoder().decode(form.group(2)));
  }

  boolean isSameAs(MasterKey other) {
    return scope.equals(other.scope) && MessageDigest.isEqual(bytes, other.bytes);
  }

  void write(Path file) throws IOException {
    String text = base64();
    PrivateFile.replace(file, "%s %s %s\n".formatted(FORMAT, scope, text).getBytes(UTF_8));
  }

  private String base64() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Writes a key that wraps for one purpose only. */
  void writeNarrowed(KeyPurpose purpose, Path file) throws KeyFileException, IOException {
    if (Files.exists(file)) {
      throw new KeyFileException(
          "%s exists already; expected a new file for the key. Name another, or move it away."
              .formatted(file));
    }
    new MasterKey(purpose.word(), wrapping(purpose).getEncoded()).write(file);
  }

  /** Refuses a narrowed key, which cannot stand in for the master key. */
  void requireWhole(Path file) throws KeyFileException {
    if (!scope.equals(ALL)) {
      throw new KeyFileException(
          "%s is for %s keys only; expected the whole master key. Do this where that is kept."
              .formatted(file, scope));
    }
  }

  /**
   * The key that wraps data keys of a purpose.
   *
   * @throws KeyFileException when this master key was narrowed to another purpose
   */
  SecretKey wrapping(KeyPurpose purpose) throws KeyFileException {
    if (scope.equals(purpose.word())) {
      return new SecretKeySpec(bytes, "AES");
    }
    if (!scope.equals(ALL)) {
      throw new KeyFileException(
          "the master key is for %s keys only; expected one for %s keys. Name another with %s."
              .formatted(scope, purpose.word(), VARIABLE));
    }
    return derived(purpose);
  }

  private SecretKey derived(KeyPurpose purpose) {
    try {
      byte[] info = ("clickward data keys v1 " + purpose.word()).getBytes(US_ASCII);
      HKDFParameterSpec how = HKDFParameterSpec.ofExtract().addIKM(bytes).thenExpand(info, BYTES);
      return KDF.getInstance("HKDF-SHA256").deriveKey("AES", how);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HKDF is missing from this Java runtime", e);
    }
  }

  @Override
  public String toString() {
    return "MasterKey for " + scope;
  }
}
