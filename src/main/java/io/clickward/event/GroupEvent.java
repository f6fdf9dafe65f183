package io.clickward.event;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * For Flight Recorder: a group of events was committed; its duration has that of its {@link
 * SyncEvent} in it.
 */
@Name("io.clickward.Group")
@Label("Journal group")
@Category("Clickward")
@StackTrace(false)
final class GroupEvent extends Event {
  @Label("Events")
  int events;
}
