package io.clickward.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;

/** What use leaves behind in a data folder: link keys that are missing beside it are lost. */
record Traces(Path data) {
  Optional<Path> first() throws IOException {
    Optional<Path> database =
        Stream.of(Database.FILE, MessageRecords.FILE)
            .map(data::resolve)
            .filter(Files::exists)
            .findFirst();
    return database.isPresent() ? database : day();
  }

  /** A day of the journal, whether or not it can still be read. */
  private Optional<Path> day() throws IOException {
    Path journal = data.resolve("journal");
    if (!Files.isDirectory(journal)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> days = Files.newDirectoryStream(journal, "*.events*")) {
      Iterator<Path> any = days.iterator();
      return any.hasNext() ? Optional.of(any.next()) : Optional.empty();
    }
  }
}
