package io.clickward.event;

import io.clickward.event.RecordReader.NoRecordException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A day's file that only grows: a group is one write and one {@code fdatasync}. The file is filled
 * with zeros some way ahead of its end, because a sync that has to record a new size as well costs
 * half as much again.
 */
final class LogDayFile implements DayFile {
  private static final Logger log = LoggerFactory.getLogger(LogDayFile.class);

  /** How far the file is filled ahead. */
  static final int AHEAD_BYTES = 256 << 10;

  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(AHEAD_BYTES).asReadOnlyBuffer();

  /** Offsets between two files of one day; no file gets this large. */
  private static final long BASE_STEP = 1L << 48;

  private final Path file;
  private final LocalDate day;
  private final @Nullable Object fileKey;
  private final FileChannel channel;
  private final FileChannel ends;
  private final long base;

  private final RecordBuffer buffer;

  /** Where in the file the next record goes, and how far it has been filled. */
  private long at;

  private long filledTo;

  private LogDayFile(
      JournalFolder folder,
      LocalDate day,
      FileChannel channel,
      long base,
      long at,
      RecordBuffer buffer)
      throws IOException {
    buffer.clear();
    this.buffer = buffer;
    this.file = folder.file(day);
    this.fileKey = key(file);
    this.day = day;
    this.channel = channel;
    this.base = base;
    this.at = at;
    this.filledTo = at;
    this.ends = folder.open(DurableEnd.file(folder));
  }

  /**
   * Opens a day's file; one that cannot be read is set aside, and a new one takes its place.
   *
   * @param buffer not used by another file at the same time
   */
  static DayFile open(JournalFolder folder, LocalDate day, long end, RecordBuffer buffer)
      throws IOException {
    Path file = folder.file(day);
    FileChannel channel = folder.open(file);
    try {
      long durable = end == END_UNKNOWN ? durable(folder, day) : end;
      if (channel.size() < DayHeader.BYTES) {
        DayHeader made = create(folder, day, durable, channel);
        return goOn(folder, day, channel, made.base(), made.first(), buffer);
      }
      DayHeader header = DayHeader.read(channel, file);
      if (header == null || !holds(channel, header, durable)) {
        channel.close();
        folder.setAside(day, "it does not hold what was written to it");
        return open(folder, day, end, buffer);
      }
      long from = Math.max(durable, header.first());
      long found = end == END_UNKNOWN ? lastWhole(channel, header, from) : from;
      if (durable == 0 && !RecordReader.isZerosFrom(channel, found - header.base())) {
        keepTail(folder, day, channel, found - header.base());
      }
      return goOn(folder, day, channel, header.base(), found, buffer);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Whether what was on disk is there: neither cut off, nor zeros in the place of events. */
  private static boolean holds(FileChannel channel, DayHeader header, long durable)
      throws IOException {
    long end = durable - header.base();
    return durable <= header.first()
        || (end <= channel.size() && !RecordReader.isZerosBefore(channel, end));
  }

  /** Up to where the file was on disk once, if that is still known. */
  private static long durable(JournalFolder folder, LocalDate day) throws IOException {
    DurableEnd known = DurableEnd.read(folder);
    return known != null && known.day().equals(day) ? known.offset() : 0;
  }

  private static DayHeader create(
      JournalFolder folder, LocalDate day, long durable, FileChannel channel) throws IOException {
    DayHeader header = new DayHeader(Math.max(folder.lastAside(day) * BASE_STEP, durable));
    header.write(channel);
    channel.force(true);
    folder.sync();
    return header;
  }

  /** The end of the last record that was written whole: a crash may have cut the one behind it. */
  private static long lastWhole(FileChannel channel, DayHeader header, long from)
      throws IOException {
    RecordReader records = RecordReader.toEnd(channel, from - header.base());
    try {
      while (records.next() != null) {
        // only their ends count here
      }
    } catch (NoRecordException e) {
      log.warn("the journal ends with a group that was not written whole: {}", e.getMessage());
    }
    return header.base() + records.offset();
  }

  /**
   * Keeps what is about to be cut, where nobody knows how far the file was on disk: there may be
   * events behind a damaged one.
   */
  private static void keepTail(JournalFolder folder, LocalDate day, FileChannel channel, long from)
      throws IOException {
    long size = channel.size();
    Path kept = folder.nextAside(day);
    try (FileChannel to = folder.open(kept)) {
      for (long at = from; at < size; ) {
        at += channel.transferTo(at, size - at, to);
      }
      to.force(true);
    }
    log.error(
        "{}: byte {} begins no event; it goes on there, and what follows is in {}",
        folder.file(day),
        from,
        kept);
  }

  /**
   * Cuts what stands behind the end, and syncs what stands before it. After a failed {@code
   * fdatasync} pages may be readable and yet not on disk; the group that failed is cut here and
   * written once more, which is what makes sure.
   */
  private static DayFile goOn(
      JournalFolder folder,
      LocalDate day,
      FileChannel channel,
      long base,
      long end,
      RecordBuffer buffer)
      throws IOException {
    channel.truncate(end - base);
    channel.force(true);
    LogDayFile opened = new LogDayFile(folder, day, channel, base, end - base, buffer);
    opened.tell();
    return opened;
  }

  @Override
  public long end() {
    return base + at;
  }

  @Override
  public long commit(List<Waiting> group) throws IOException {
    for (Waiting waiting : group) {
      add(waiting.record());
    }
    if (at + buffer.waiting() > filledTo) {
      fillAhead();
    }
    at = buffer.flush(channel, at);
    sync();
    requireInPlace();
    tell();
    return end();
  }

  /** What is written to a file without a name, or behind a hole, nobody will ever read. */
  private void requireInPlace() throws IOException {
    BasicFileAttributes there = Files.readAttributes(file, BasicFileAttributes.class);
    if (!Objects.equals(fileKey, there.fileKey())) {
      throw new IOException(file + " was replaced while it was open");
    }
    requireWhole(there.size());
  }

  /** Somebody who empties the file, or copies another over it, leaves it where it is. */
  private void requireWhole(long size) throws IOException {
    long expected = Math.max(at, filledTo);
    if (size < expected) {
      throw new IOException(
          "%s was cut to %d bytes while it was open; it had %d".formatted(file, size, expected));
    }
  }

  private static @Nullable Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private void sync() throws IOException {
    SyncEvent recorded = new SyncEvent();
    recorded.begin();
    channel.force(false);
    recorded.commit();
  }

  private void add(byte[] record) throws IOException {
    if (!buffer.hasRoomFor(record)) {
      at = buffer.flush(channel, at);
    }
    buffer.add(record);
  }

  /** Zeros behind the group that waits in the buffer, written before it. */
  private void fillAhead() throws IOException {
    // Filling would hide it from the look after the sync.
    requireWhole(channel.size());
    long from = at + buffer.waiting();
    try {
      int filled = channel.write(ZEROS.duplicate(), from);
      filledTo = from + filled;
      if (filled < AHEAD_BYTES) {
        // The disk is full by these zeros; the group itself comes first.
        channel.truncate(from);
        filledTo = from;
      }
    } catch (IOException e) {
      log.debug("{}: no room to fill ahead", file, e); // there may be for the group itself
    }
  }

  /** Tells readers how far they may read. */
  private void tell() {
    try {
      new DurableEnd(day, end()).write(ends);
    } catch (IOException e) {
      log.warn("{}: readers wait, journal.end cannot be written: {}", file, e.getMessage());
    }
  }

  @Override
  public void forget(long before) {
    PageCache.forget(file, before - base);
  }

  @Override
  public void close() {
    try {
      channel.truncate(at);
      channel.force(true);
    } catch (IOException e) {
      log.warn("{}: the zeros at its end stay: {}", file, e.getMessage());
    }
    abandon();
  }

  @Override
  public void abandon() {
    closeQuietly(channel);
    closeQuietly(ends);
  }

  private void closeQuietly(@Nullable FileChannel open) {
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      log.warn("{}: closing failed", file, e);
    }
  }
}
