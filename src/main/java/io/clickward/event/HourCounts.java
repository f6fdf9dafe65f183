package io.clickward.event;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/**
 * Counts events by hour and what else a roll-up tells apart.
 *
 * <p>All of it stands in a few arrays that are used again and again: as objects, tens of thousands
 * of counts would live just long enough to be moved to the old generation, each time.
 */
final class HourCounts {
  private static final int SLOTS = 1 << 16;

  /** A table of open addresses that is half full at most. */
  private static final int COUNTS_MAX = SLOTS / 2;

  /** With keys of a hundred bytes or so the counts come to their end first. */
  private static final int KEYS_BYTES_MAX = 4 << 20;

  /** Growing by doubling passes the limit and is no reason to begin anew; one giant key is. */
  private static final int KEYS_KEPT_BYTES_MAX = 2 * KEYS_BYTES_MAX;

  private static final int KEY_BYTES_FIRST = 256;

  private static final int FREE = -1;

  private final CRC32C hash = new CRC32C();

  /** The number of the count in each slot, or {@link #FREE}. */
  private final int[] slots = new int[SLOTS];

  private final long[] events = new long[COUNTS_MAX];

  /** Where the key of each count ends; it begins where the one before ends. */
  private final int[] ends = new int[COUNTS_MAX];

  private byte[] keys = new byte[0];
  private ByteBuffer key = ByteBuffer.allocate(KEY_BYTES_FIRST);
  private int size;

  HourCounts() {
    clear();
  }

  /** Forgets all counts. */
  void clear() {
    Arrays.fill(slots, FREE);
    size = 0;
    if (keys.length > KEYS_KEPT_BYTES_MAX) {
      keys = new byte[0];
    }
  }

  /** How many different ones there are. */
  int size() {
    return size;
  }

  /** Whether so many events have room that are like none before. */
  boolean hasRoomFor(int events) {
    return size + events <= COUNTS_MAX && end(size - 1) < KEYS_BYTES_MAX;
  }

  /** Counts an event. */
  void add(ByteBuffer event) {
    readKey(event);
    int slot = slotOfKey();
    if (slots[slot] == FREE) {
      slots[slot] = addKey();
    }
    events[slots[slot]]++;
  }

  private void readKey(ByteBuffer event) {
    if (key.capacity() < event.remaining()) {
      key = ByteBuffer.allocate(2 * event.remaining());
    }
    key.clear();
    EventRecord.writeCountKey(event, key);
    key.flip();
  }

  private int slotOfKey() {
    hash.reset();
    hash.update(key.array(), 0, key.limit());
    int slot = (int) hash.getValue() & (SLOTS - 1);
    while (slots[slot] != FREE && !isKeyOf(slots[slot])) {
      slot = (slot + 1) & (SLOTS - 1);
    }
    return slot;
  }

  private boolean isKeyOf(int count) {
    return Arrays.equals(keys, end(count - 1), end(count), key.array(), 0, key.limit());
  }

  private int addKey() {
    int from = end(size - 1);
    int end = from + key.limit();
    if (end > keys.length) {
      keys = Arrays.copyOf(keys, 2 * end);
    }
    System.arraycopy(key.array(), 0, keys, from, key.limit());
    ends[size] = end;
    events[size] = 0;
    return size++;
  }

  private int end(int count) {
    return count < 0 ? 0 : ends[count];
  }

  /** The numbers of the counts, those of a domain and an hour together. */
  List<Integer> inOrder() {
    return IntStream.range(0, size).boxed().sorted(this::compareKeys).toList();
  }

  private int compareKeys(int one, int other) {
    return Arrays.compare(keys, end(one - 1), end(one), keys, end(other - 1), end(other));
  }

  /** One of them by its number. */
  HourCount get(int count) {
    int from = end(count - 1);
    return EventRecord.count(ByteBuffer.wrap(keys, from, ends[count] - from), events[count]);
  }
}
