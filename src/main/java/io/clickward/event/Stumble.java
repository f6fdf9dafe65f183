package io.clickward.event;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a thread of the journal met that should not be, told without ending the thread: when memory
 * is out, there may be none for words either.
 */
final class Stumble {
  private static final Logger log = LoggerFactory.getLogger(Stumble.class);

  private Stumble() {}

  static void tell(String thread, Throwable what) {
    try {
      log.error("{} stumbled; it goes on", thread, what);
    } catch (OutOfMemoryError _) {
      // the next one is told, when there is memory again
    }
  }
}
