package dev.headgate.core.slot;

import static java.util.Objects.requireNonNull;

/**
 * A number of places of which each is held by one at a time.
 *
 * @param name names the pool in its store; at most 200 characters
 * @param capacity how many may hold a place at once; 0 lets nobody in. It travels with each call
 *     and is not stored: lowering it drains the pool, nobody is thrown out
 */
public record SlotPool(String name, long capacity) {
  private static final int LONGEST_NAME = 200;

  public SlotPool {
    requireNonNull(name, "name");
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "name: '%s' (expected: 1 to %d characters)".formatted(name, LONGEST_NAME));
    }
    if (capacity < 0) {
      throw new IllegalArgumentException("capacity: %d (expected: 0 or more)".formatted(capacity));
    }
  }
}
