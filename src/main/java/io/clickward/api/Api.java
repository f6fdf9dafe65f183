package io.clickward.api;

import static java.util.stream.Collectors.joining;

import io.clickward.onboarding.Caller;
import io.clickward.onboarding.RefusedException;
import io.clickward.onboarding.Role;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.Header;
import io.javalin.http.HttpResponseException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the routes: who asks, whether they may, and refusals in one form. */
final class Api {
  private static final Logger log = LoggerFactory.getLogger(Api.class);
  private static final int BODY_BYTES_MAX = 256 * 1024;
  private static final int CAUSES_LOGGED_MAX = 5;
  private static final String BEARER = "Bearer ";

  /** Without a handler of its own the library answers HEAD with 200, whatever GET would say. */
  static final List<HandlerType> METHODS_OF_GET = List.of(HandlerType.GET, HandlerType.HEAD);

  private static final Caller NOBODY = new Caller("", Role.READ, "", false);

  private final ApiParts parts;
  private final List<Route> routes;
  private final Attempts attempts;

  Api(ApiParts parts, InstantSource clock) {
    this.parts = parts;
    this.routes = withDocument(Routes.of(parts));
    this.attempts = new Attempts(clock);
  }

  List<Route> routes() {
    return routes;
  }

  private static List<Route> withDocument(List<Route> routes) {
    Route document =
        Route.get(
            Routes.ROOT + "/openapi.json",
            Needs.NOTHING,
            "describe",
            "This description.",
            _ -> Reply.ok(OpenApi.of(routes)));
    return Stream.concat(routes.stream(), Stream.of(document)).toList();
  }

  void addTo(JavalinConfig config) {
    config.http.maxRequestSize = BODY_BYTES_MAX;
    for (Route route : routes) {
      for (HandlerType method : methods(route)) {
        config.routes.addHttpHandler(method, route.path(), http -> serve(route, http));
      }
    }
    config.routes.exception(RefusedException.class, Api::refused);
    config.routes.exception(HttpResponseException.class, Api::unroutable);
    config.routes.exception(Exception.class, Api::failed);
    config.router.javaLangErrorHandler(Api::broke);
  }

  private static List<HandlerType> methods(Route route) {
    HandlerType own = HandlerType.findOrCreate(route.method());
    return own.equals(HandlerType.GET) ? METHODS_OF_GET : List.of(own);
  }

  private void serve(Route route, Context http) {
    http.header("Cache-Control", "no-store");
    Optional<Caller> caller = route.needs() == Needs.NOTHING ? Optional.of(NOBODY) : caller(http);
    if (caller.isEmpty()) {
      return; // answered already
    }
    http.bodyAsBytes(); // what is left unread would decide by chance how the connection goes on
    if (!route.needs().allows(caller.get())) {
      throw forbidden(route, caller.get());
    }
    Strict.require(http, route.query());
    Reply reply = route.action().run(new Call(http, caller.get()));
    http.status(reply.status());
    if (reply.body() != null) {
      http.contentType("application/json").result(Json.write(reply.body()));
    }
  }

  /** What is about all accounts: for a token of the installation's own account, of any role. */
  boolean observes(Context http) {
    http.header("Cache-Control", "no-store");
    Optional<Caller> caller = caller(http);
    if (caller.isPresent() && !parts.access().isOwn(caller.get())) {
      throw RefusedException.of(
          RefusedException.Kind.FORBIDDEN,
          "forbidden",
          http.path(),
          "the token is of another account",
          "a token of the installation's own account, with any role",
          "Use such a token.");
    }
    return caller.isPresent();
  }

  private Optional<Caller> caller(Context http) {
    String address = http.ip();
    Optional<Duration> wait = attempts.waitFor(address);
    if (wait.isPresent()) {
      refuseForNow(http, wait.get());
      return Optional.empty();
    }
    String field = Optional.ofNullable(http.header(Header.AUTHORIZATION)).orElse("");
    Optional<Caller> caller =
        field.startsWith(BEARER)
            ? parts.access().authenticate(field.substring(BEARER.length()).strip())
            : Optional.empty();
    if (caller.isEmpty()) {
      attempts.failed(address);
      refuseStranger(http);
    }
    return caller;
  }

  private static void refused(RefusedException refusal, Context http) {
    if (refusal.kind() == RefusedException.Kind.BUSY) {
      http.header(Header.RETRY_AFTER, Long.toString(Checking.RETRY.toSeconds()));
    }
    write(http, Problem.of(refusal));
  }

  private static void refuseForNow(Context http, Duration wait) {
    long seconds = wait.toSeconds() + 1;
    http.header(Header.RETRY_AFTER, Long.toString(seconds));
    write(
        http,
        Problem.of(
            429,
            "too-many-attempts",
            "token",
            "too many tokens that do not fit came from this address",
            "fewer",
            "Try again in %d s.".formatted(seconds)));
  }

  private static void refuseStranger(Context http) {
    http.header("WWW-Authenticate", "Bearer");
    write(
        http,
        Problem.of(
            401,
            "no-valid-token",
            "Authorization",
            "there is no valid token",
            "Bearer and a token",
            "Use the token in data/admin-token, or make one with clickward token create."));
  }

  private static RefusedException forbidden(Route route, Caller caller) {
    return RefusedException.of(
        RefusedException.Kind.FORBIDDEN,
        "forbidden",
        route.operation(),
        "the token has the role " + caller.role().word(),
        route.needs().inWords(),
        "Use such a token.");
  }

  private static void unroutable(HttpResponseException refusal, Context http) {
    write(
        http,
        Problem.of(
            refusal.getStatus(),
            "not-served",
            "request",
            "it was refused with %d".formatted(refusal.getStatus()),
            "a request that the API describes",
            "See /api/v1/openapi.json."));
  }

  /** The exception may hold what the request did: its kind and place are logged, not its words. */
  private static void failed(Exception failure, Context http) {
    logged(failure);
    write(http, failure());
  }

  /** The same for what is no exception, such as a stack that overflows. */
  private static void broke(HttpServletResponse http, Error failure) {
    logged(failure);
    try {
      http.setStatus(failure().status());
      http.setContentType(Problem.MEDIA_TYPE);
      http.getWriter().write(Json.write(failure()));
    } catch (IOException e) {
      log.debug("Nobody waits for the answer any more", e);
    }
  }

  private static Problem failure() {
    return Problem.of(
        500,
        "failed",
        "server",
        "it failed",
        "an answer",
        "Look at the server's log, and report it if it is a bug.");
  }

  private static void logged(Throwable failure) {
    String chain =
        Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
            .limit(CAUSES_LOGGED_MAX)
            .map(Api::kindAndPlace)
            .collect(joining(", caused by "));
    log.error("The admin port failed: {}", chain);
  }

  private static String kindAndPlace(Throwable failure) {
    StackTraceElement[] stack = failure.getStackTrace();
    return "%s at %s"
        .formatted(failure.getClass().getName(), stack.length == 0 ? "an unknown place" : stack[0]);
  }

  static void write(Context http, Problem problem) {
    http.status(problem.status()).contentType(Problem.MEDIA_TYPE).result(Json.write(problem));
  }
}
