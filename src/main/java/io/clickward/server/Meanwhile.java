package io.clickward.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A part that a thread of its own opens while others are opened: a start may use two cores. */
final class Meanwhile<T extends AutoCloseable> implements AutoCloseable {
  private final CompletableFuture<T> opening;

  private Meanwhile(CompletableFuture<T> opening) {
    this.opening = opening;
  }

  /** Begins to open a part, which is closed with this. */
  static <T extends AutoCloseable> Meanwhile<T> open(Supplier<T> part) {
    return new Meanwhile<>(
        CompletableFuture.supplyAsync(
            part, task -> Thread.ofPlatform().daemon().name("opening").start(task)));
  }

  /** The part, once it is open; fails as its opening failed. */
  T part() {
    try {
      return opening.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  @Override
  public void close() throws Exception {
    @Nullable T opened = opening.handle((part, _) -> part).join();
    if (opened != null) {
      opened.close();
    }
  }
}
