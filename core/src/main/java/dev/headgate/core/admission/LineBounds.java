package dev.headgate.core.admission;

import dev.headgate.core.priority.Priority;

/**
 * How many may wait in one line.
 *
 * @param most of all priorities together; at least 4
 */
public record LineBounds(int most) {
  /** A thousand. */
  public static final LineBounds DEFAULTS = new LineBounds(1000);

  public LineBounds {
    if (most < 4) {
      throw new IllegalArgumentException("most: %d (expected: at least 4)".formatted(most));
    }
  }

  /** How many may wait in all so that one more of this priority may join: the lower, the fewer. */
  int mostFor(Priority priority) {
    return switch (priority) {
      case CRITICAL -> most;
      case HIGH -> most - most / 8;
      case NORMAL -> most - most / 4;
      case LOW -> most / 2;
    };
  }
}
