package io.clickward.edge;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** For Flight Recorder: a request was answered. Says nothing of who asked for what. */
@Name("io.clickward.Answer")
@Label("Answer")
@Category("Clickward")
@StackTrace(false)
final class AnswerEvent extends Event {
  private static final AnswerEvent ASKED = new AnswerEvent();

  @Label("Kind")
  @Description("redirect, pixel, robots, health, a refusal, or unreadable")
  String kind = "";

  @Label("Status")
  int status;

  @Label("Verdict")
  @Description("Who was behind a click or an open; empty for other answers")
  String verdict = "";

  @Label("Time")
  @Description("From the request to its answer")
  @Timespan(Timespan.NANOSECONDS)
  long time;

  @Label("Journal wait")
  @Description("The part of it for which the event was on its way to disk")
  @Timespan(Timespan.NANOSECONDS)
  long journalWait;

  /**
   * Whether anybody records these. Costs no allocation: events of one type are on or off as one.
   */
  static boolean isOn() {
    return ASKED.isEnabled();
  }
}
