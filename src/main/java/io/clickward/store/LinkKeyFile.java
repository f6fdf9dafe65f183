package io.clickward.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.WRITE;

import io.clickward.link.Keyring;
import io.clickward.link.LinkKey;
import io.clickward.link.Secret;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that holds the installation's link keys, {@code link-keys.json}. Readers take no lock:
 * the file is only ever replaced as a whole. Whoever changes it holds a lock on the file beside it,
 * against other threads and other processes, for reading and writing in one.
 */
public final class LinkKeyFile {
  private static final Logger log = LoggerFactory.getLogger(LinkKeyFile.class);

  static final String FILE = "link-keys.json";

  /** Every running process reads a new key well within this time, before anybody seals with it. */
  public static final Duration SEALS_AFTER = Duration.ofSeconds(60);

  /** File locks are held by the process; threads of this one need a lock of their own. */
  private static final Object WITHIN_PROCESS = new Object();

  private final Path file;
  private final Traces traces;
  private final SecureRandom random;
  private final SealedText sealing;

  private LinkKeyFile(Path data, KeyFolder keys, SecureRandom random) {
    this.file = data.resolve(FILE);
    this.traces = new Traces(data);
    this.random = random;
    this.sealing = new SealedText("link keys", keys, KeyPurpose.LINK);
  }

  /**
   * The key file in a data folder, which must exist; nothing is read or written yet.
   *
   * @param keys what a sealed file is opened with. A plain file stays plain until {@link
   *     #sealAtRest}; a new one is sealed when the operator keeps the master key elsewhere
   */
  public static LinkKeyFile in(Path data, KeyFolder keys, SecureRandom random) {
    return new LinkKeyFile(data, keys, random);
  }

  /** The same with the master key in the data folder, if there is one. */
  public static LinkKeyFile in(Path data, SecureRandom random) {
    return in(data, KeyFolder.in(data, Map.of(), random), random);
  }

  /**
   * Reads the keyring; in a new installation, makes one. Two processes end with the same.
   *
   * @throws KeyFileException also when the installation was used before: its keys are lost then,
   *     and new ones would end all links that were sent
   */
  public Keyring openOrCreate(Instant now) throws KeyFileException {
    Optional<Keyring> present = read();
    return present.isPresent()
        ? present.get()
        : change(old -> old.isPresent() ? old.get() : first(now));
  }

  /** Makes the keyring of a new installation; one that is there is not read. */
  public void ensure(Instant now) throws KeyFileException {
    if (attributes().isEmpty()) {
      Keyring _ = openOrCreate(now);
    }
  }

  private Keyring first(Instant now) throws KeyFileException, IOException {
    Optional<Path> trace = traces.first();
    if (trace.isPresent()) {
      throw new KeyFileException(
          "%s is missing, and %s is there, so that links may have been sent; expected the keys that they were sealed with. Put the file back, or restore it from its copy: clickward keys import FILE. To give up the links sent so far: clickward keys create"
              .formatted(file, trace.get()));
    }
    return fresh(now);
  }

  /** Makes a keyring where there is none, whatever becomes of links that were sent before. */
  public Keyring create(Instant now) throws KeyFileException {
    return change(
        old -> {
          if (old.isPresent()) {
            throw new KeyFileException(
                "%s is there already; expected none. Add a key to it: clickward keys rotate"
                    .formatted(file));
          }
          return fresh(now);
        });
  }

  /** The keyring, or empty where there is no file. */
  public Optional<Keyring> read() throws KeyFileException {
    try {
      PrivateFile.requireOwnerOnly(file);
      return Optional.of(
          KeyringJson.read(
              sealing.opened(Files.readString(file)),
              file.toString(),
              "Restore the file from its copy; without its secrets no sent link opens."));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StoreException(FileTrouble.sentence(file, "cannot be read", e), e);
    }
  }

  /** Adds a key. It opens at once and seals from a minute later. */
  public Keyring rotate(Instant now) throws KeyFileException {
    return change(
        old -> {
          Keyring ring = required(old);
          List<LinkKey> keys = new ArrayList<>();
          ring.keys().forEach(key -> keys.add(notLater(key, now)));
          keys.add(new LinkKey(nextNumber(ring), Secret.random(random), later(now)));
          return new Keyring(ring.installation(), keys);
        });
  }

  /**
   * A key that was made while the clock was ahead must not seal again, behind the one that is to
   * take its place.
   */
  private static LinkKey notLater(LinkKey key, Instant now) {
    Instant latest = later(now).minusSeconds(1);
    return key.sealsFrom().isAfter(latest) ? new LinkKey(key.number(), key.secret(), latest) : key;
  }

  /** Destroys a key: no link that it sealed opens any more. Refuses the key that seals. */
  public Keyring retire(int number, Instant now) throws KeyFileException {
    return change(
        old -> {
          Keyring ring = required(old);
          requireRetirable(ring, number, now);
          return new Keyring(
              ring.installation(),
              ring.keys().stream().filter(key -> key.number() != number).toList());
        });
  }

  private void requireRetirable(Keyring ring, int number, Instant now) throws KeyFileException {
    if (ring.keys().stream().noneMatch(key -> key.number() == number)) {
      throw new KeyFileException(
          "%s has no key %d; it has %s"
              .formatted(file, number, ring.keys().stream().map(LinkKey::number).toList()));
    }
    if (ring.sealing(now).number() == number) {
      throw new KeyFileException(
          "key %d of %s seals new links and cannot be retired. Rotate first, and retire it when a newer key seals."
              .formatted(number, file));
    }
  }

  /** The whole keyring as text: keep it as you would keep the keys themselves. */
  public String export() throws KeyFileException {
    return KeyringJson.write(require());
  }

  /** Writes {@link #export} to a new file that only this user can read. */
  public void exportTo(Path copy) throws KeyFileException, IOException {
    if (Files.exists(copy)) {
      throw new KeyFileException(
          "%s exists already; expected a new file for the copy of the keys. Name another, or move it away."
              .formatted(copy));
    }
    PrivateFile.replace(copy, export().getBytes(UTF_8));
  }

  /**
   * Encrypts a file that is plain text; leaves one that is sealed as it is. Without a file, nothing
   * happens.
   */
  public void sealAtRest() throws KeyFileException {
    locked(
        () -> {
          if (Files.exists(file) && !isSealed()) {
            write(require(), true);
          }
          return Optional.empty();
        });
  }

  /** The keyring, which must be there. */
  Keyring require() throws KeyFileException {
    return required(read());
  }

  /**
   * Takes in an export: adds what is missing, or becomes it where there is no file. A key that
   * would seal at once seals from a minute later, as after a rotation.
   */
  public Keyring importKeys(String export, Instant now) throws KeyFileException {
    Keyring imported =
        KeyringJson.read(export, "the export", "Nothing was changed. Export the keys again.");
    return change(old -> old.isEmpty() ? imported : merge(old.get(), imported, now));
  }

  private Keyring merge(Keyring own, Keyring imported, Instant now) throws KeyFileException {
    if (!own.installation().equals(imported.installation())) {
      throw differs("the installation secret");
    }
    List<LinkKey> keys = new ArrayList<>(own.keys());
    for (LinkKey key : imported.keys()) {
      Optional<LinkKey> same =
          own.keys().stream().filter(k -> k.number() == key.number()).findFirst();
      if (same.isEmpty()) {
        keys.add(sealsLate(key, own.sealing(now), now));
      } else if (!same.get().secret().equals(key.secret())) {
        throw differs("the secret of key " + key.number());
      } else if (key.sealsFrom().isBefore(same.get().sealsFrom())) {
        keys.set(keys.indexOf(same.get()), key); // dated back by a rotation there
      }
    }
    return new Keyring(own.installation(), keys);
  }

  private KeyFileException differs(String what) {
    return new KeyFileException(
        "%s in the export is not the one in %s; a secret is never overwritten. To bring back a lost installation whose keys have been made anew here: stop the server, move %s away, and import again. Links sealed with the keys that are moved away then open no more."
            .formatted(what, file, file));
  }

  private static LinkKey sealsLate(LinkKey key, LinkKey sealing, Instant now) {
    boolean old = key.sealsFrom().isBefore(sealing.sealsFrom());
    return old || key.sealsFrom().isAfter(later(now))
        ? key
        : new LinkKey(key.number(), key.secret(), later(now));
  }

  private static Instant later(Instant now) {
    return now.truncatedTo(ChronoUnit.SECONDS).plus(SEALS_AFTER);
  }

  private Keyring fresh(Instant now) {
    log.info("New link keys are made in {}: keep a copy, clickward keys export FILE", file);
    LinkKey first = new LinkKey(1, Secret.random(random), now.truncatedTo(ChronoUnit.SECONDS));
    return new Keyring(Secret.random(random), List.of(first));
  }

  /** The next free number after the newest key's; a retired one comes again as late as possible. */
  private int nextNumber(Keyring ring) throws KeyFileException {
    List<Integer> taken = ring.keys().stream().map(LinkKey::number).toList();
    int number = taken.getLast();
    for (int i = 0; i < LinkKey.NUMBER_MAX; i++) {
      number = number % LinkKey.NUMBER_MAX + 1;
      if (!taken.contains(number)) {
        return number;
      }
    }
    throw new KeyFileException(
        "%s has %d keys, which is all there can be. Retire old ones first."
            .formatted(file, taken.size()));
  }

  private Keyring required(Optional<Keyring> ring) throws KeyFileException {
    if (ring.isEmpty()) {
      throw new KeyFileException(
          "%s does not exist; expected the link keys. Restore them with clickward keys import FILE, or start a new installation once to make them."
              .formatted(file));
    }
    return ring.get();
  }

  /** The file as it is on disk, for noticing that it changed. */
  Optional<PosixFileAttributes> attributes() {
    try {
      return Optional.of(Files.readAttributes(file, PosixFileAttributes.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StoreException(FileTrouble.sentence(file, "cannot be looked at", e), e);
    }
  }

  private interface Change {
    Keyring apply(Optional<Keyring> old) throws KeyFileException, IOException;
  }

  private Keyring change(Change change) throws KeyFileException {
    return locked(() -> replace(change));
  }

  private interface Step<T> {
    T run() throws KeyFileException, IOException;
  }

  private <T> T locked(Step<T> step) throws KeyFileException {
    Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
    synchronized (WITHIN_PROCESS) {
      try {
        PrivateFile.createIfAbsent(lockFile);
        try (FileChannel channel = FileChannel.open(lockFile, WRITE);
            FileLock _ = channel.lock()) {
          return step.run();
        }
      } catch (IOException e) {
        throw new StoreException(FileTrouble.sentence(file, "cannot be written", e), e);
      }
    }
  }

  private Keyring replace(Change change) throws KeyFileException, IOException {
    Optional<Keyring> old = read();
    Keyring changed = change.apply(old);
    if (!Optional.of(changed).equals(old)) {
      write(changed, isSealed());
    }
    return changed;
  }

  private boolean isSealed() throws IOException {
    return Files.exists(file)
        ? SealedText.isSealed(Files.readString(file))
        : sealing.isFirstChoice();
  }

  private void write(Keyring ring, boolean sealed) throws KeyFileException, IOException {
    String text = KeyringJson.write(ring);
    PrivateFile.replace(file, (sealed ? sealing.sealed(text) : text).getBytes(UTF_8));
  }
}
