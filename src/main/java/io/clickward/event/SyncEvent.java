package io.clickward.event;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** For Flight Recorder: the disk was asked to keep a group; its duration is the disk's alone. */
@Name("io.clickward.Sync")
@Label("Journal sync")
@Category("Clickward")
@StackTrace(false)
final class SyncEvent extends Event {}
