package io.clickward.server;

import io.clickward.onboarding.Book;
import io.clickward.onboarding.Books;
import java.util.Map;

/** How many domains are in each state: counted now and then, so that reading it costs nothing. */
final class DomainCounts {
  private final Books books;
  private volatile Map<String, Long> counts = Map.of();

  DomainCounts(Books books) {
    this.books = books;
  }

  /** Counts them anew. */
  void count() {
    counts = books.read(Book::countByState);
  }

  /** As of the last count. */
  long in(String state) {
    return counts.getOrDefault(state, 0L);
  }
}
