package io.clickward.api;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One operation of the API: what the server serves and the document describes come from the same
 * list of these.
 *
 * @param method the HTTP method
 * @param path the path, with parameters in braces
 * @param needs who may
 * @param operation its name in the document
 * @param summary what it does, as a sentence
 * @param query the names of its query parameters
 * @param body the record that the request carries
 * @param answers what it answers when all is well
 * @param action does it
 */
record Route(
    String method,
    String path,
    Needs needs,
    String operation,
    String summary,
    List<String> query,
    Optional<Class<? extends Record>> body,
    List<Success> answers,
    Action action) {

  /** A status and the record that comes with it, if one does. */
  record Success(int status, Optional<Class<? extends Record>> body) {}

  /** What a route does. */
  interface Action {
    Reply run(Call call);
  }

  static Route get(String path, Needs needs, String operation, String summary, Action action) {
    return of("GET", path, needs, operation, summary, action);
  }

  static Route of(
      String method, String path, Needs needs, String operation, String summary, Action action) {
    return new Route(
        method, path, needs, operation, summary, List.of(), Optional.empty(), List.of(), action);
  }

  Route asking(String... names) {
    return new Route(
        method, path, needs, operation, summary, List.of(names), body, answers, action);
  }

  Route taking(Class<? extends Record> type) {
    return new Route(
        method, path, needs, operation, summary, query, Optional.of(type), answers, action);
  }

  Route giving(int status, Class<? extends Record> type) {
    return giving(new Success(status, Optional.of(type)));
  }

  Route givingNothing() {
    return giving(new Success(Reply.NO_CONTENT, Optional.empty()));
  }

  private Route giving(Success success) {
    List<Success> more = Stream.concat(answers.stream(), Stream.of(success)).toList();
    return new Route(method, path, needs, operation, summary, query, body, more, action);
  }
}
