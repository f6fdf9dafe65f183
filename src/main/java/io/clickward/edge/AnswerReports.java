package io.clickward.edge;

import io.clickward.event.Event;
import io.clickward.track.Answer;
import io.clickward.track.Answer.Refusal;
import io.clickward.track.TrackRequest;
import io.clickward.track.Tracker;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells of answers, where the operator wants to know: in the access log and in Flight Recorder.
 * Neither learns a token, path, destination, recipient or User-Agent, and of the client's address
 * the log has what the domain keeps.
 */
final class AnswerReports {
  private final Tracker tracker;
  private final @Nullable AccessLog accessLog;
  private final InstantSource clock;

  AnswerReports(Tracker tracker, @Nullable AccessLog accessLog, InstantSource clock) {
    this.tracker = tracker;
    this.accessLog = accessLog;
    this.clock = clock;
  }

  /** Whether anybody wants to know. When not, that is all an answer costs. */
  boolean wanted() {
    return accessLog != null || AnswerEvent.isOn();
  }

  /** A request got its answer. */
  void answered(TrackRequest request, Answer answer, long timeNanos, long journalWaitNanos) {
    Event event = event(answer);
    String verdict = event == null ? "" : event.verdict().word();
    record(kind(answer), status(answer), verdict, timeNanos, journalWaitNanos);
    if (accessLog != null) {
      write(
          tracker.client(request.host(), request.client()),
          tracker.serves(request.host()) ? request.host() : "",
          request.method().name(),
          kind(answer) + " " + status(answer),
          timeNanos);
    }
  }

  /** What came was no request, or over a limit. */
  void unreadable(byte[] client, int status) {
    record("unreadable", status, "", 0, 0);
    if (accessLog != null) {
      write(tracker.client("", client), "", "", "unreadable " + status, 0);
    }
  }

  private static void record(
      String kind, int status, String verdict, long timeNanos, long journalWaitNanos) {
    if (AnswerEvent.isOn()) {
      AnswerEvent event = new AnswerEvent();
      event.kind = kind;
      event.status = status;
      event.verdict = verdict;
      event.time = timeNanos;
      event.journalWait = journalWaitNanos;
      event.commit();
    }
  }

  private void write(String client, String host, String method, String answer, long timeNanos) {
    if (accessLog != null) {
      accessLog.add(
          // Digits are ASCII wherever the server stands.
          String.format(
              Locale.ROOT,
              "%s %s %s %s %s %dus",
              clock.instant(),
              orDash(client),
              orDash(host),
              orDash(method),
              answer,
              TimeUnit.NANOSECONDS.toMicros(timeNanos)));
    }
  }

  private static String orDash(String field) {
    return field.isEmpty() ? "-" : field;
  }

  private static @Nullable Event event(Answer answer) {
    return switch (answer) {
      case Answer.Redirect redirect -> redirect.event();
      case Answer.Pixel pixel -> pixel.event();
      case Answer.Robots _, Answer.Health _, Refusal _ -> null;
    };
  }

  private static String kind(Answer answer) {
    return switch (answer) {
      case Answer.Redirect _ -> "redirect";
      case Answer.Pixel _ -> "pixel";
      case Answer.Robots _ -> "robots";
      case Answer.Health _ -> "health";
      case Refusal.HOST_UNKNOWN -> "host-unknown";
      case Refusal.LINK_UNKNOWN -> "link-unknown";
      case Refusal.REVOKED -> "revoked";
      case Refusal.METHOD_UNKNOWN -> "method-unknown";
    };
  }

  private static int status(Answer answer) {
    return switch (answer) {
      case Answer.Redirect _ -> 302;
      case Answer.Pixel _, Answer.Robots _, Answer.Health _ -> 200;
      case Refusal refusal -> refusal.status();
    };
  }
}
