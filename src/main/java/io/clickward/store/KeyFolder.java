package io.clickward.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data keys of an installation: {@code data-keys-tls} and {@code data-keys-link} in the data
 * folder, one line a key, each wrapped by the master key. The master key comes from where the
 * environment says, else from {@code master-key} in the data folder.
 */
public final class KeyFolder {
  private static final Logger log = LoggerFactory.getLogger(KeyFolder.class);
  private static final Pattern LINE = Pattern.compile("(\\d{1,3}) ([A-Za-z0-9_-]+)");

  private static final String NOT_REPLACEABLE =
      "%s cannot be replaced (%s); expected a file in a folder that this user may write, and not one that is mounted by itself. Nothing was changed. Run this where the master key is kept, or mount its folder.";

  private static final String NOT_FINISHABLE =
      "a rekey was cut off, and can be finished only where %s may be written (%s); expected that. Finish it there: clickward rekey";

  /** File locks are held by the process; threads of this one need a lock of their own. */
  private static final Object WITHIN_PROCESS = new Object();

  private final Path data;
  private final Optional<Path> outside;
  private final SecureRandom random;

  private KeyFolder(Path data, Optional<Path> outside, SecureRandom random) {
    this.data = data;
    this.outside = outside;
    this.random = random;
  }

  /** The keys in a data folder, which must exist; nothing is read or written yet. */
  public static KeyFolder in(Path data, Map<String, String> environment, SecureRandom random) {
    return new KeyFolder(data, MasterKey.fileNamedBy(environment), random);
  }

  /** Whether the operator keeps the master key outside of the data folder. */
  public boolean hasOutsideKey() {
    return outside.isPresent();
  }

  /** Where the master key is. */
  public Path masterFile() {
    return outside.orElse(data.resolve(MasterKey.DEFAULT_FILE));
  }

  /**
   * The keys of one purpose, made where there are none and nothing is sealed with any.
   *
   * @throws KeyFileException when the master key or the data keys cannot be used
   */
  public AtRest open(KeyPurpose purpose) throws KeyFileException {
    return locked(
        () -> {
          settleRekey();
          boolean fresh = !Files.exists(file(purpose));
          if (fresh) {
            requireNothingSealed(purpose);
          }
          MasterKey master = master();
          if (fresh) {
            write(purpose, master, Map.of(1, fresh()));
          }
          return DataKeys.of(purpose, unwrap(purpose, master), random);
        });
  }

  private MasterKey master() throws KeyFileException, IOException {
    if (outside.isEmpty() && !Files.exists(masterFile())) {
      requireNothingWrapped();
      MasterKey.random(random).write(masterFile());
      log.info("A new master key is in {}", masterFile());
    }
    return MasterKey.read(masterFile());
  }

  /**
   * A new master key opens nothing of what another has wrapped: whoever asks for it is mistaken.
   */
  private void requireNothingWrapped() throws KeyFileException {
    if (!wrapped().isEmpty()) {
      throw new KeyFileException(
          "%s is there, but no master key; expected the one that it was made with. Set %s as the service has it, or restore %s from its copy."
              .formatted(file(wrapped().getFirst()), MasterKey.VARIABLE, masterFile()));
    }
  }

  /** New data keys open nothing of what others have sealed: those are lost, and not to be made. */
  private void requireNothingSealed(KeyPurpose purpose) throws KeyFileException, IOException {
    Optional<Path> sealed = new Sealed(data).under(purpose);
    if (sealed.isPresent()) {
      throw new KeyFileException(
          "%s is missing, and %s holds what was sealed with its keys; expected these keys. Restore the file from its copy. %s"
              .formatted(file(purpose), sealed.get(), wayOut(purpose)));
    }
  }

  private static String wayOut(KeyPurpose purpose) {
    return switch (purpose) {
      case TLS ->
          "Without a copy, stop the server and move certificates.db, -wal and -shm away: CAs are asked again, and certificates of one's own have to be uploaded again.";
      case LINK ->
          "Without a copy, move link-keys.json away and bring back what was exported: clickward keys import FILE";
    };
  }

  private List<KeyPurpose> wrapped() {
    return Stream.of(KeyPurpose.values()).filter(each -> Files.exists(file(each))).toList();
  }

  private byte[] fresh() {
    byte[] key = new byte[DataKeys.KEY_BYTES];
    random.nextBytes(key);
    return key;
  }

  /**
   * Wraps all data keys by a new master key, which replaces the old one in its file. What is sealed
   * stays as it is. A crash in between is made good by whoever opens the keys next: the new master
   * key is on disk beside the old one before any file needs it.
   */
  public void rekey() throws KeyFileException {
    locked(
        () -> {
          MasterKey old = master();
          old.requireWhole(masterFile());
          if (Files.exists(next()) && isNextSameAs(old)) {
            Files.delete(next()); // an earlier rekey came to its very end
          }
          if (!Files.exists(next())) {
            // Before anything is written: with a wrong key there is nothing to go back to.
            requireOpened(old);
            requireReplaceable(old, NOT_REPLACEABLE);
            MasterKey.random(random).write(next());
          }
          requireReplaceable(old, NOT_FINISHABLE);
          finishRekey(old);
          return old;
        });
  }

  /**
   * What cannot be put in the old key's place opens what it has wrapped for as long as the new
   * file's folder lives: that may be a container's. So the old key replaces itself first.
   */
  private void requireReplaceable(MasterKey old, String refusal)
      throws KeyFileException, IOException {
    try {
      old.write(place());
    } catch (IOException e) {
      throw new KeyFileException(refusal.formatted(place(), FileTrouble.why(e)));
    }
  }

  private Path next() throws IOException {
    return place().resolveSibling(place().getFileName() + ".next");
  }

  /** Where the file itself is that may be linked to. */
  private Path place() throws IOException {
    return Files.exists(masterFile()) ? masterFile().toRealPath() : masterFile();
  }

  private boolean isNextSameAs(MasterKey master) throws KeyFileException, IOException {
    return MasterKey.read(next()).isSameAs(master);
  }

  private void requireOpened(MasterKey master) throws KeyFileException, IOException {
    for (KeyPurpose purpose : wrapped()) {
      unwrap(purpose, master);
    }
  }

  /**
   * After a rekey that was cut off: finished when a file needs the new master key by now, given up
   * otherwise, since nobody was told of that key and the old one is in the operator's copy.
   */
  private void settleRekey() throws KeyFileException, IOException {
    if (Files.exists(next())) {
      settleRekey(master());
    }
  }

  private void settleRekey(MasterKey old) throws KeyFileException, IOException {
    if (isNextSameAs(old)) {
      dropNext();
      log.info("A rekey was cut off at its very end: keep a copy of the new {}", masterFile());
    } else if (opensAll(old)) {
      dropNext();
      log.info("A rekey was cut off before it changed anything; {} stays", masterFile());
    } else {
      requireReplaceable(old, NOT_FINISHABLE);
      finishRekey(old);
      log.info("A rekey that was cut off is finished: keep a copy of the new {}", masterFile());
    }
  }

  /** A service may read its master key and not write beside it: that one needs no more. */
  private void dropNext() throws IOException {
    try {
      Files.delete(next());
    } catch (IOException e) {
      log.warn(FileTrouble.sentence(next(), "is needed no more and cannot be removed", e));
    }
  }

  /**
   * Writes a key to a new file that opens what is for one purpose. It is made of a master key that
   * opens that today.
   */
  public void narrow(KeyPurpose purpose, Path to) throws KeyFileException {
    locked(
        () -> {
          settleRekey();
          MasterKey master = MasterKey.read(masterFile());
          if (Files.exists(file(purpose))) {
            unwrap(purpose, master);
          }
          master.writeNarrowed(purpose, to);
          return master;
        });
  }

  private boolean opensAll(MasterKey master) throws KeyFileException, IOException {
    try {
      requireOpened(master);
      return true;
    } catch (StoreException wrappedByAnother) {
      return false;
    }
  }

  /** All are opened before the first is written: either all have the new master key, or none. */
  private void finishRekey(MasterKey old) throws KeyFileException, IOException {
    MasterKey fresh = MasterKey.read(next());
    Map<KeyPurpose, Map<Integer, byte[]>> opened = new EnumMap<>(KeyPurpose.class);
    for (KeyPurpose purpose : wrapped()) {
      opened.put(purpose, unwrap(purpose, old, fresh));
    }
    for (KeyPurpose purpose : opened.keySet()) {
      write(purpose, fresh, opened.get(purpose));
    }
    fresh.write(place());
    Files.delete(next());
  }

  private Map<Integer, byte[]> unwrap(KeyPurpose purpose, MasterKey old, MasterKey fresh)
      throws KeyFileException, IOException {
    try {
      return unwrap(purpose, old);
    } catch (StoreException wrappedAlready) {
      return unwrap(purpose, fresh);
    }
  }

  private Path file(KeyPurpose purpose) {
    return data.resolve("data-keys-" + purpose.word());
  }

  private void write(KeyPurpose purpose, MasterKey master, Map<Integer, byte[]> keys)
      throws KeyFileException, IOException {
    DataKeys wrapping = DataKeys.of(purpose, master.wrapping(purpose), random);
    StringBuilder text = new StringBuilder();
    keys.forEach(
        (number, key) ->
            text.append(number)
                .append(' ')
                .append(
                    Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(wrapping.seal(name(number), key)))
                .append('\n'));
    PrivateFile.replace(file(purpose), text.toString().getBytes(UTF_8));
  }

  private Map<Integer, byte[]> unwrap(KeyPurpose purpose, MasterKey master)
      throws KeyFileException, IOException {
    PrivateFile.requireOwnerOnly(file(purpose));
    DataKeys wrapping = DataKeys.of(purpose, master.wrapping(purpose), random);
    Map<Integer, byte[]> keys = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file(purpose))) {
      Matcher form = LINE.matcher(line);
      if (!form.matches()) {
        throw new KeyFileException(
            "%s is damaged; expected a number and a wrapped key on each line. Restore it from its copy."
                .formatted(file(purpose)));
      }
      int number = Integer.parseInt(form.group(1));
      keys.put(number, opened(purpose, wrapping, number, form.group(2)));
    }
    return keys;
  }

  private byte[] opened(KeyPurpose purpose, DataKeys wrapping, int number, String wrapped) {
    try {
      return wrapping.open(name(number), Base64.getUrlDecoder().decode(wrapped));
    } catch (StoreException e) {
      throw new StoreException(
          "%s cannot be opened with the master key in %s; expected the one that it was made with. Set %s as the service has it, or restore the data folder and the master key that belong together."
              .formatted(file(purpose), masterFile(), MasterKey.VARIABLE),
          e);
    }
  }

  private static String name(int number) {
    return "data key " + number;
  }

  private interface Step<T> {
    T run() throws KeyFileException, IOException;
  }

  private <T> T locked(Step<T> step) throws KeyFileException {
    Path lockFile = data.resolve("data-keys.lock");
    synchronized (WITHIN_PROCESS) {
      try {
        PrivateFile.createIfAbsent(lockFile);
        try (FileChannel channel = FileChannel.open(lockFile, WRITE);
            FileLock _ = channel.lock()) {
          return step.run();
        }
      } catch (IOException e) {
        throw new StoreException(
            "the keys in " + FileTrouble.sentence(data, "cannot be used", e), e);
      }
    }
  }
}
