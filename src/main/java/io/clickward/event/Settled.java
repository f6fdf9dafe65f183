package io.clickward.event;

import java.util.concurrent.Executor;

/** Is told what became of an event. */
@FunctionalInterface
public interface Settled {
  void settled(Settlement how);

  /**
   * Where the journal's threads tell it, together with all others of a group that want to be told
   * there: one task for all. By default that is the journal's own thread, which settles thousands
   * of events: what is told there must be cheap and must not block.
   */
  default Executor on() {
    return Runnable::run;
  }
}
