package io.clickward.event;

import io.clickward.event.RecordReader.NoRecordException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journal in order, in this process or another, beside the one that writes, and only what
 * is on disk. Nobody waits for it. One thread at a time.
 */
public final class EventReader {
  private final JournalFolder folder;
  private Position position;

  /** What one reading of a file gave, and whether it left something that was on disk. */
  private record Part(int events, boolean more) {
    static final Part NOTHING = new Part(0, false);
  }

  private EventReader(JournalFolder folder, Position after) {
    this.folder = folder;
    this.position = after;
  }

  /** A reader of the events behind a position. The folder may be empty or missing yet. */
  public static EventReader open(Path folder, Position after) {
    return new EventReader(new JournalFolder(folder), after);
  }

  /** Where it stands: behind the last event it gave, or later when only empty days follow. */
  public Position position() {
    return position;
  }

  /**
   * The next events, {@code eventsMax} at most; none when there are none yet, so that a caller who
   * follows the journal asks again a little later.
   *
   * @throws CorruptDayException when what comes next is no event; every event before it was given
   * @throws IOException when a file cannot be read, or the journal never came as far as this
   *     reader; the position is then unchanged
   */
  public List<Event> next(int eventsMax) throws IOException {
    List<Event> events = new ArrayList<>();
    next(eventsMax, record -> events.add(EventRecord.read(record)));
    return events;
  }

  /**
   * Counts the next events, for which the counts must have room. Goes on like {@link #next}.
   *
   * @return whether more was on disk when it began; what came since is for the next time
   */
  boolean countNext(int eventsMax, HourCounts counts) throws IOException {
    return next(eventsMax, counts::add);
  }

  private boolean next(int eventsMax, Consumer<ByteBuffer> each) throws IOException {
    while (true) {
      // Looked up before reading: once a later file exists, nothing is added to this one.
      Optional<LocalDate> later = dayAfter(position.day());
      Part part = read(eventsMax, later.isPresent(), each);
      if (part.events > 0 || later.isEmpty()) {
        return part.more || later.isPresent();
      }
      position = Position.startOf(later.get());
    }
  }

  private Optional<LocalDate> dayAfter(LocalDate day) throws IOException {
    return folder.days().stream().filter(d -> d.isAfter(day)).findFirst();
  }

  /**
   * Reads on in the file of the position's day.
   *
   * @param over whether nothing is added to it any more, and all that it has is on disk
   */
  private Part read(int eventsMax, boolean over, Consumer<ByteBuffer> each) throws IOException {
    DurableEnd end = DurableEnd.read(folder);
    requireJournalThere(end, over);
    Path file = folder.file(position.day());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      // Asked first: a writer may be making the file just now.
      if (channel.size() < DayHeader.BYTES) {
        return Part.NOTHING;
      }
      DayHeader header = DayHeader.read(channel, file);
      if (header == null) {
        throw new NoRecordException(0);
      }
      return read(channel, header, over ? Long.MAX_VALUE : durable(end), eventsMax, each);
    } catch (NoSuchFileException _) {
      return Part.NOTHING;
    } catch (NoRecordException e) {
      throw new CorruptDayException(file, e);
    }
  }

  /**
   * The same of an open file.
   *
   * @param durable up to where it is on disk; asked before the size, as a file that only grows is
   *     never shorter than that
   */
  private Part read(
      FileChannel channel, DayHeader header, long durable, int eventsMax, Consumer<ByteBuffer> each)
      throws IOException {
    long from = Math.max(position.offset(), header.first());
    long size = header.base() + channel.size();
    if (from > size && durable > from) {
      throw new NoRecordException(from - header.base()); // it lacks what was read from it before
    }
    long limit = Math.max(from, Math.min(durable, size));
    RecordReader records =
        limit >= durable
            ? RecordReader.upTo(channel, from - header.base(), limit - header.base())
            : RecordReader.toEnd(channel, from - header.base());
    int events = 0;
    for (ByteBuffer record = null;
        events < eventsMax && (record = nextOf(records, events)) != null;
        events++) {
      each.accept(record);
    }
    position = new Position(position.day(), header.base() + records.offset());
    return new Part(events, events > 0 && position.offset() < limit);
  }

  /** Events before one that is corrupt are given first; it is told the next time. */
  private static @Nullable ByteBuffer nextOf(RecordReader records, int given) throws IOException {
    try {
      return records.next();
    } catch (NoRecordException e) {
      if (given > 0) {
        return null;
      }
      throw e;
    }
  }

  /**
   * Leaves out what is left of the day, for a reader who was told that it is corrupt.
   *
   * @return false, and it stays where it is, when there is no later day: this one may not be over
   */
  public boolean skipDay() throws IOException {
    Optional<LocalDate> later = dayAfter(position.day());
    later.ifPresent(day -> position = Position.startOf(day));
    return later.isPresent();
  }

  /**
   * After a clock that was far ahead the file of that day may have been taken away, or a folder was
   * restored that is older than this position: to wait would be to wait for that day, or to take
   * other events for those that were read.
   */
  private void requireJournalThere(@Nullable DurableEnd end, boolean over) throws IOException {
    if (!over && end != null && position.offset() > 0 && isMissing(end)) {
      throw new IOException(
          "%s: the journal ends at byte %d of %s, and was read up to byte %d of %s; expected a journal that has what was read. Put the files back that are missing, or have it read from the start by a new reader; for the counts, stop the server and remove rollups.db, and they are made anew from the days that are still there"
              .formatted(
                  folder.path(), end.offset(), end.day(), position.offset(), position.day()));
    }
  }

  /** A file that was made just now may be there before it is told. */
  private boolean isMissing(DurableEnd end) {
    LocalDate day = position.day();
    return day.equals(end.day())
        ? position.offset() > end.offset()
        : day.isAfter(end.day()) && !Files.exists(folder.file(day));
  }

  /**
   * The offset up to which the position's day is on disk: all of it when its writer has left it.
   */
  private long durable(@Nullable DurableEnd end) {
    if (end == null || end.day().isAfter(position.day())) {
      return Long.MAX_VALUE;
    }
    return end.day().equals(position.day()) ? end.offset() : 0;
  }
}
