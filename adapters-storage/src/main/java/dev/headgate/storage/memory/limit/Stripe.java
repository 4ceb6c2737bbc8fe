package dev.headgate.storage.memory.limit;

import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Gcra;
import org.jspecify.annotations.Nullable;

/**
 * One part of the buckets: a hash table of chains under a lock of its own, bounded in number.
 *
 * <p>It knows one thing of the keys it does not hold: {@link #absent}, a TAT none of theirs
 * exceeds. Dropping a bucket raises it to that bucket's, so a clock that goes back finds nothing
 * refilled by the dropping. And when there is no room for a new bucket, the keys without one are
 * charged to it: they share one bucket then and may wait for each other, but none gets more than
 * its own would have granted.
 *
 * <p>Cells are dropped in {@link #prepare} only, never between a look-up and the write that
 * follows.
 */
final class Stripe extends SpinLock {

  /** So many that the set of those one decision needs is a {@code long}. */
  static final int COUNT = 64;

  /** Keys whose hashes collide further than this share {@link #absent}: nobody slows a stripe. */
  private static final int LONGEST_CHAIN = 32;

  private static final int SMALLEST_TABLE = 16;
  private static final int LARGEST_TABLE = 1 << 30;
  private static final int SLOTS_PER_SWEEP = 8;

  private final int maxSize;
  private @Nullable Cell[] table = new @Nullable Cell[SMALLEST_TABLE];
  private int size;
  private int limit;
  private int hand;
  private long absent = Gcra.AT_REST;
  private long crowded;

  Stripe(int maxSize) {
    this.maxSize = maxSize;
    this.limit = limit(SMALLEST_TABLE);
  }

  /** A table is filled to a half: nearly every look-up ends at the first cell of its chain. */
  private int limit(int length) {
    return Math.min(maxSize, length / 2);
  }

  int size() {
    return size;
  }

  /** How many charges went to the shared bucket for want of room. */
  long crowded() {
    return crowded;
  }

  /** Sees to it that there is room, if it can be had; at the start of a decision. */
  void prepare(long now) {
    if (size >= limit) {
      makeRoom(now);
    }
  }

  private void makeRoom(long now) {
    if (size < maxSize) {
      rebuild(now);
    } else {
      sweepSome(now);
    }
  }

  @Nullable Cell find(BucketKey key, int hash) {
    for (Cell cell = table[slot(hash)]; cell != null; cell = cell.next) {
      if (cell.is(key)) {
        return cell;
      }
    }
    return null;
  }

  long tat(@Nullable Cell cell) {
    return cell == null ? absent : cell.tat;
  }

  void write(@Nullable Cell cell, BucketKey key, int hash, long tat) {
    if (cell != null) {
      cell.tat = tat;
    } else if (size < maxSize && hasRoom(slot(hash))) {
      table[slot(hash)] = new Cell(key, tat, table[slot(hash)]);
      size++;
    } else {
      absent = Math.max(absent, tat);
      crowded++;
    }
  }

  void forget(BucketKey key, int hash) {
    Cell previous = null;
    for (Cell cell = table[slot(hash)]; cell != null; cell = cell.next) {
      if (cell.is(key)) {
        unlink(slot(hash), previous, cell);
        return;
      }
      previous = cell;
    }
  }

  /** The slots of the table, of which some may come and go between two calls. */
  int slots() {
    return table.length;
  }

  /** Drops the buckets at rest in some of the slots. */
  void sweep(int from, int to, long now) {
    for (int slot = from; slot < Math.min(to, table.length); slot++) {
      sweepSlot(slot, now);
    }
  }

  /** Gives back the memory of a table that is far too large. */
  void shrink() {
    if (size < table.length / 8) {
      resize(size * 2L);
    }
  }

  private void sweepSome(long now) {
    for (int i = 0; i < SLOTS_PER_SWEEP; i++) {
      sweepSlot(hand++ & (table.length - 1), now);
    }
  }

  private void sweepSlot(int slot, long now) {
    Cell previous = null;
    for (Cell cell = table[slot]; cell != null; cell = cell.next) {
      if (cell.tat <= now) {
        absent = Math.max(absent, cell.tat);
        unlink(slot, previous, cell);
      } else {
        previous = cell;
      }
    }
  }

  private void unlink(int slot, @Nullable Cell previous, Cell cell) {
    if (previous == null) {
      table[slot] = cell.next;
    } else {
      previous.next = cell.next;
    }
    size--;
  }

  /** A table at its limit loses what is at rest; it grows only if more than half of it is not. */
  private void rebuild(long now) {
    sweep(0, table.length, now);
    resize(size * 4L > table.length ? table.length * 2L : table.length);
  }

  private void resize(long wanted) {
    long bits = Long.highestOneBit(Math.max(1, wanted - 1)) << 1;
    int length = (int) Math.min(LARGEST_TABLE, Math.max(SMALLEST_TABLE, bits));
    if (length == table.length) {
      return;
    }
    limit = limit(length);
    @Nullable Cell[] old = table;
    table = new @Nullable Cell[length];
    for (Cell head : old) {
      Cell cell = head;
      while (cell != null) {
        Cell next = cell.next;
        int slot = slot(cell.hash());
        cell.next = table[slot];
        table[slot] = cell;
        cell = next;
      }
    }
  }

  private boolean hasRoom(int slot) {
    int length = 0;
    for (Cell cell = table[slot]; cell != null; cell = cell.next) {
      length++;
    }
    return length < LONGEST_CHAIN;
  }

  private int slot(int hash) {
    return hash & (table.length - 1);
  }
}
