package io.clickward.store;

import io.clickward.link.Keyring;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keyring of a running process. {@link #reloadIfChanged} is called from outside every few
 * seconds; in between, {@link #current} is a field.
 */
public final class LinkKeys {
  private final LinkKeyFile file;
  private volatile Keyring current;
  private @Nullable Stamp read;

  private LinkKeys(LinkKeyFile file, Keyring current) {
    this.file = file;
    this.current = current;
  }

  /** Reads the keyring, or makes it where there is none. */
  public static LinkKeys open(LinkKeyFile file, Instant now) throws KeyFileException {
    return new LinkKeys(file, file.openOrCreate(now));
  }

  /** The keyring as it was last read. */
  public Keyring current() {
    return current;
  }

  /** What {@link #reloadIfChanged} found. */
  public sealed interface Reload {
    /** The keyring is the same. */
    record Unchanged() implements Reload {}

    /** The keyring is another one now. */
    record Changed(Keyring keyring) implements Reload {}

    /** The file is bad or gone; the old keyring stays. Told at every look until it is repaired. */
    record Refused(String reason) implements Reload {}
  }

  /** Reads the file again when it is another one than the one that was read last. */
  public synchronized Reload reloadIfChanged() {
    try {
      Optional<Stamp> present = file.attributes().map(Stamp::of);
      if (present.isEmpty()) {
        return new Reload.Refused("the link key file is gone. Restore it from its copy.");
      }
      return present.get().equals(read) ? new Reload.Unchanged() : reload(present.get());
    } catch (KeyFileException | StoreException e) {
      return new Reload.Refused(Objects.requireNonNullElse(e.getMessage(), "no reason given"));
    }
  }

  /** The stamp is older than what is read: a change in between is read again at the next look. */
  private Reload reload(Stamp stamp) throws KeyFileException {
    Keyring keyring = file.require();
    read = stamp;
    if (keyring.equals(current)) {
      return new Reload.Unchanged();
    }
    current = keyring;
    return new Reload.Changed(keyring);
  }

  /** A replaced file has another key (inode); a repaired one another mode or time. */
  private record Stamp(
      Object fileKey, FileTime modified, long bytes, Set<PosixFilePermission> permissions) {
    static Stamp of(PosixFileAttributes attributes) {
      return new Stamp(
          attributes.fileKey(),
          attributes.lastModifiedTime(),
          attributes.size(),
          attributes.permissions());
    }
  }
}
