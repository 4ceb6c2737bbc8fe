package dev.headgate.core.limit;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Tells keys that are asked for again and again from those that come once: it remembers the last
 * key of each slot of a small table, so a million different callers take no memory.
 */
final class Sightings {

  private static final int SLOTS = 1_024;

  private record Sighting(BucketKey key, long tick) {}

  private final AtomicReferenceArray<@Nullable Sighting> slots = new AtomicReferenceArray<>(SLOTS);

  /** Notes the key; true if it was seen before within the length of a term. */
  boolean again(BucketKey key, long tick) {
    int hash = key.hashCode() * 0x9E3779B9;
    Sighting last = slots.getAndSet(hash >>> 22, new Sighting(key, tick));
    return last != null && last.key().equals(key) && tick - last.tick() < TokenLeases.TERM;
  }
}
