package io.clickward.onboarding;

import java.util.function.Function;

/** Where onboarding keeps things. */
public interface Books {
  /** Reads; everything from one moment. */
  <T> T read(Function<Book, T> work);

  /** Changes; all of it or nothing. Only one change runs at a time. */
  <T> T write(Function<Book, T> work);
}
