package io.clickward.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clickward.domain.HostName;
import io.clickward.onboarding.Caller;
import io.clickward.onboarding.RefusedException;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A request by somebody who may make it. */
record Call(Context http, Caller caller) {
  private static final int PAGE_ITEMS_MAX = 1_000;
  private static final int PAGE_ITEMS = 100;

  String account() {
    return caller.account();
  }

  /** The account that a query names, else the caller's own. */
  String namedAccount() {
    return Optional.ofNullable(http.queryParam("account")).orElseGet(this::account);
  }

  HostName host() {
    return host("host", http.pathParam("host"));
  }

  static HostName host(String subject, String text) {
    return host(subject, text, HostName::parse);
  }

  /** A host that links may lead to. */
  static HostName destination(String subject, String text) {
    return host(subject, text, HostName::parseDestination);
  }

  private static HostName host(String subject, String text, Function<String, HostName> reader) {
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      throw RefusedException.invalid(
          subject,
          String.valueOf(e.getMessage()),
          "a host name such as links.example.com",
          "Correct it, and send it again.");
    }
  }

  String id() {
    return http.pathParam("id");
  }

  <T extends Record> T body(Class<T> type) {
    return Json.read(new String(http.bodyAsBytes(), UTF_8), type);
  }

  String after() {
    return Optional.ofNullable(http.queryParam("after")).orElse("");
  }

  int limit() {
    String text = http.queryParam("limit");
    if (text == null) {
      return PAGE_ITEMS;
    }
    if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > PAGE_ITEMS_MAX) {
      throw RefusedException.invalid(
          "limit",
          "is not one",
          "a whole number from 1 to %d".formatted(PAGE_ITEMS_MAX),
          "Correct it, and send it again.");
    }
    return Integer.parseInt(text);
  }

  static Optional<Instant> instant(String subject, @Nullable String text) {
    try {
      return Optional.ofNullable(text).map(Instant::parse);
    } catch (DateTimeParseException e) {
      throw RefusedException.invalid(
          subject,
          "is not a time",
          "a time such as 2026-11-21T09:08:07Z",
          "Correct it, and send it again.");
    }
  }
}
