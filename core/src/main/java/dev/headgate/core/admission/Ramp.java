package dev.headgate.core.admission;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a principal's requests start again after GitHub asked for silence: one at a time first, so
 * that a single request finds out whether it is over, then twice as many with each step.
 *
 * @param step the time in which the number doubles
 */
public record Ramp(Duration step) {
  /** A second. */
  public static final Ramp DEFAULTS = new Ramp(Duration.ofSeconds(1));

  private static final int STEPS = 30;

  public Ramp {
    if (step.isNegative() || step.isZero()) {
      throw new IllegalArgumentException("step: %s (expected: more than 0)".formatted(step));
    }
  }

  /** How many may be under way, of {@code most} at other times. */
  public long capacity(@Nullable Instant pausedUntil, long most, Instant now) {
    if (pausedUntil == null) {
      return most;
    }
    if (now.isBefore(pausedUntil)) {
      return 0;
    }
    long steps = Duration.between(pausedUntil, now).dividedBy(step);
    return steps >= STEPS ? most : Math.min(most, 1L << steps);
  }
}
