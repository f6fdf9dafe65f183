package io.clickward.event;

/**
 * Is told what became of an event. It runs on the thread that settles thousands of them, so it must
 * be cheap and must not block; hand real work to another thread.
 */
@FunctionalInterface
public interface Settled {
  void settled(Settlement how);
}
