package io.clickward.cert;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Makes small files in a folder: each appears whole, or not at all, and replaces none. */
record NewFiles(Path folder, RandomGenerator random) {
  private static final Set<PosixFilePermission> SECRET =
      PosixFilePermissions.fromString("rw-------");
  private static final int DRAFT_NAME_BYTES = 8;

  /** Makes a file and puts it on disk; when another process was first, its file stays. */
  void create(String name, String content, Set<PosixFilePermission> permissions)
      throws IOException {
    Path draft = folder.resolve(draftName());
    try {
      write(draft, content, permissions);
      // A link, because a rename would replace the other process's file.
      Files.createLink(folder.resolve(name), draft);
    } catch (FileAlreadyExistsException e) {
      return;
    } finally {
      Files.deleteIfExists(draft);
    }
    try (FileChannel entries = FileChannel.open(folder, READ)) {
      entries.force(true);
    }
  }

  private String draftName() {
    byte[] name = new byte[DRAFT_NAME_BYTES];
    random.nextBytes(name);
    return ".new-" + HexFormat.of().formatHex(name);
  }

  private static void write(Path draft, String content, Set<PosixFilePermission> permissions)
      throws IOException {
    try (FileChannel out =
        FileChannel.open(
            draft, Set.of(CREATE_NEW, WRITE), PosixFilePermissions.asFileAttribute(SECRET))) {
      ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(US_ASCII));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      Files.setPosixFilePermissions(draft, permissions);
      out.force(true);
    }
  }
}
