package dev.headgate.core.spending;

/**
 * One of those who spend a quota: a caller, or a route that is called.
 *
 * @param name a caller's short name or a route template
 * @param points what was spent; 0 or more
 */
public record Spender(String name, long points) {
  /** Validates that nothing is negative. */
  public Spender {
    if (points < 0) {
      throw new IllegalArgumentException("points: %d (expected: 0 or more)".formatted(points));
    }
  }
}
