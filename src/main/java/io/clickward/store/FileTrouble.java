package io.clickward.store;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;

/** What keeps a file from being used, in words: the JDK's message is often its bare name. */
public final class FileTrouble {
  private FileTrouble() {}

  /** Why, without the file that it is about. */
  public static String why(IOException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "no such file or folder";
      case AccessDeniedException _ -> "this user may not; check its owner and permissions";
      case NotDirectoryException _ -> "it is no folder";
      case DirectoryNotEmptyException _ -> "the folder is not empty";
      case FileSystemException e -> Objects.requireNonNullElse(e.getReason(), e.toString());
      case CharacterCodingException _ -> "it is not UTF-8 text";
      default -> Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    };
  }

  /**
   * One sentence, which names another file than {@code path} when that is in the way.
   *
   * @param attempt what failed, such as {@code cannot be read}
   */
  static String sentence(Path path, String attempt, IOException failure) {
    boolean other =
        failure instanceof FileSystemException e
            && e.getFile() != null
            && !e.getFile().equals(path.toString());
    String culprit = other ? ((FileSystemException) failure).getFile() + ": " : "";
    return "%s %s: %s%s".formatted(path, attempt, culprit, why(failure));
  }
}
