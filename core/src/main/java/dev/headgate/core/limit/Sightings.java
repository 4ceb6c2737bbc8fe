package dev.headgate.core.limit;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Tells keys that are asked for again and again from those that come once: it remembers the last
 * few keys of each set of a small table, so a million different callers take no memory. One key to
 * a set would not do: two that are always asked for together and meet in one would push each other
 * out for ever.
 */
final class Sightings {

  private static final int WAYS = 4;
  private static final int SETS = 256;
  private static final int SET_BITS = 8;

  private record Sighting(BucketKey key, long tick) {}

  private final AtomicReferenceArray<@Nullable Sighting> slots =
      new AtomicReferenceArray<>(SETS * WAYS);

  /** Notes the key; true if it was seen before within the length of a term. */
  boolean again(BucketKey key, long tick) {
    int set = (key.hashCode() * 0x9E3779B9) >>> (Integer.SIZE - SET_BITS);
    Sighting pushed = new Sighting(key, tick);
    // The newest goes first and pushes the others on, up to where it stood itself.
    for (int way = 0; way < WAYS; way++) {
      Sighting last = slots.getAndSet(set * WAYS + way, pushed);
      if (last == null) {
        return false;
      }
      if (last.key().equals(key)) {
        return tick - last.tick() < TokenLeases.TERM;
      }
      pushed = last;
    }
    return false;
  }
}
