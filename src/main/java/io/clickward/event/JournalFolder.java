package io.clickward.event;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names in the journal's folder: {@code 2026-11-21.events} for a day, and {@code
 * 2026-11-21.events.corrupt-1} for one that could not be read.
 */
record JournalFolder(Path path) {
  private static final Logger log = LoggerFactory.getLogger(JournalFolder.class);
  private static final Set<StandardOpenOption> OPENED =
      EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Pattern NAME =
      Pattern.compile("(\\d{4}-\\d{2}-\\d{2})\\.events(?:\\.corrupt-(\\d{1,9}))?");

  /**
   * A file of a day; one that is set aside is no longer part of the journal.
   *
   * @param aside its number among those of its day that were set aside; 0 for the day's own
   */
  record Entry(LocalDate day, Path file, int aside) {
    boolean corrupt() {
      return aside > 0;
    }
  }

  /**
   * Opens a file of the journal to read and write it, made when missing. Events name recipients and
   * addresses, so it is nobody else's to read, whatever the mode of the folder.
   */
  FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, OPENED, OWNER_ONLY);
  }

  Path file(LocalDate day) {
    return path.resolve(day + ".events");
  }

  /** The files in it, those set aside included; none when there is no folder yet. */
  List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    if (Files.isDirectory(path)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
        for (Path file : files) {
          Matcher name = NAME.matcher(file.getFileName().toString());
          if (name.matches()) {
            int aside = name.group(2) == null ? 0 : Integer.parseInt(name.group(2));
            entries.add(new Entry(LocalDate.parse(name.group(1)), file, aside));
          }
        }
      }
    }
    return entries;
  }

  /** The days that have a file, oldest first. */
  List<LocalDate> days() throws IOException {
    return entries().stream().filter(e -> !e.corrupt()).map(Entry::day).sorted().toList();
  }

  /**
   * The highest number among the files of a day that were set aside, 0 without any: a person may
   * have taken others away.
   */
  int lastAside(LocalDate day) throws IOException {
    return entries().stream()
        .filter(e -> e.day().equals(day))
        .mapToInt(Entry::aside)
        .max()
        .orElse(0);
  }

  /** The next name for what is set aside of a day. */
  Path nextAside(LocalDate day) throws IOException {
    return path.resolve("%s.events.corrupt-%d".formatted(day, lastAside(day) + 1));
  }

  /** Moves a file that cannot be read out of the way, for a person to look at. */
  void setAside(LocalDate day, String why) throws IOException {
    Path from = file(day);
    Path to = nextAside(day);
    Files.move(from, to);
    log.error("{} is corrupt ({}); moved to {}: its events are no longer read", from, why, to);
  }

  /** Has the folder's names on disk: a file is not there after a power cut before that. */
  void sync() throws IOException {
    try (FileChannel folder = FileChannel.open(path, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }
}
