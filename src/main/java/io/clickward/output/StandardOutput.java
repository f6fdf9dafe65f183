package io.clickward.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;

/**
 * Standard output that says when it takes no more, which {@code System.out} keeps to itself: a copy
 * on a full disk would be cut, and look whole.
 */
public final class StandardOutput extends FilterOutputStream {
  /** Onto the process's own. */
  public StandardOutput() {
    super(new FileOutputStream(FileDescriptor.out));
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      throw new IOException("standard output: %s; what it has is cut".formatted(e.getMessage()), e);
    }
  }
}
