package dev.headgate.github.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** A sum over the last sixty slots of time, each a sixtieth of the window. Guarded by its owner. */
final class SlidingWindow {
  private static final int SLOTS = 60;

  private final long slotMillis;
  private final int[] sums = new int[SLOTS];
  private long newest = Long.MIN_VALUE;
  private int highest;

  SlidingWindow(Duration length) {
    slotMillis = length.toMillis() / SLOTS;
  }

  /** Adds the points unless the sum would exceed the limit. */
  boolean add(int points, int limit, Instant now) {
    int sum = sum(now);
    if ((long) sum + points > limit) {
      return false;
    }
    sums[slot(newest)] += points;
    highest = Math.max(highest, sum + points);
    return true;
  }

  int sum(Instant now) {
    advance(now.toEpochMilli() / slotMillis);
    int sum = 0;
    for (int points : sums) {
      sum += points;
    }
    return sum;
  }

  int highest() {
    return highest;
  }

  private void advance(long slot) {
    if (newest == Long.MIN_VALUE) {
      newest = slot;
    }
    long steps = Math.min(SLOTS, slot - newest);
    for (long i = 1; i <= steps; i++) {
      sums[slot(newest + i)] = 0;
    }
    newest = Math.max(newest, slot);
    if (steps == SLOTS) {
      Arrays.fill(sums, 0);
    }
  }

  private static int slot(long number) {
    return (int) Math.floorMod(number, (long) SLOTS);
  }
}
