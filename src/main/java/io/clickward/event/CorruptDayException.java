package io.clickward.event;

import java.io.IOException;
import java.nio.file.Path;

/** A day's file has bytes that are no event where one should be; what stands behind is lost. */
public final class CorruptDayException extends IOException {
  CorruptDayException(Path file, IOException cause) {
    super(
        "%s is corrupt (%s); its events from there on cannot be read. Put a good copy in its place, or leave it: `clickward events --skip-corrupt` goes on with the next day, as the counts do by themselves once the day is over."
            .formatted(file, cause.getMessage()),
        cause);
  }
}
