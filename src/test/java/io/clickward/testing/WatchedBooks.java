package io.clickward.testing;

import io.clickward.onboarding.Book;
import io.clickward.onboarding.Books;
import java.lang.reflect.Proxy;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The same books, and somebody who sees what is asked of each of them. */
public record WatchedBooks(Books books, Watch watch) implements Books {
  /** Sees a call of a {@link Book} that has returned. */
  public interface Watch {
    void called(String method, @Nullable Object[] arguments, @Nullable Object result);
  }

  @Override
  public <T> T read(Function<Book, T> work) {
    return books.read(book -> work.apply(watched(book)));
  }

  @Override
  public <T> T write(Function<Book, T> work) {
    return books.write(book -> work.apply(watched(book)));
  }

  private Book watched(Book book) {
    return (Book)
        Proxy.newProxyInstance(
            Book.class.getClassLoader(),
            new Class<?>[] {Book.class},
            (_, method, arguments) -> {
              Object result = method.invoke(book, arguments);
              watch.called(method.getName(), arguments, result);
              return result;
            });
  }
}
