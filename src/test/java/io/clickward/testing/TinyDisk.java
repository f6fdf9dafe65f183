package io.clickward.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file system in memory, mounted on a folder until it is closed. It hides what is below it. */
public final class TinyDisk implements AutoCloseable {
  private final Path folder;

  private TinyDisk(Path folder) {
    this.folder = folder;
  }

  /**
   * Mounts one; without the right to mount, the test is skipped.
   *
   * @param options what {@code mount -o} takes, such as {@code size=2m}
   */
  public static TinyDisk on(Path folder, String options) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Finished mounted = mount("-t", "tmpfs", "-o", options, "tmpfs", folder.toString());
    if (mounted.exitCode() != 0) {
      Lab.missing("the right to mount a tmpfs (root has it): " + mounted.err().strip());
    }
    return new TinyDisk(folder);
  }

  private static Finished mount(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Lab.require("mount").toString()));
    command.addAll(List.of(arguments));
    return Finished.of(command);
  }

  /** Mounts it again with other options, its files kept. */
  public void remount(String options) throws IOException, InterruptedException {
    mount("-o", "remount," + options, folder.toString()).orThrow();
  }

  /** Unmounts it, at the latest when the last process lets go of its files. */
  @Override
  public void close() throws IOException, InterruptedException {
    Finished.of(List.of(Lab.require("umount").toString(), "--lazy", folder.toString())).orThrow();
  }
}
