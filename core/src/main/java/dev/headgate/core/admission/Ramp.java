package dev.headgate.core.admission;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How requests start where it is not known what GitHub will say: one at a time first, so that a
 * single request finds out, then twice as many with each step.
 *
 * @param step the time in which the number doubles
 */
public record Ramp(Duration step) {
  /** After GitHub asked for silence. */
  static final Ramp AFTER_SILENCE = new Ramp(Duration.ofSeconds(1));

  /** On a counter of which nothing is known; GitHub's first answer ends that. */
  static final Ramp WHILE_UNKNOWN = new Ramp(Duration.ofMillis(200));

  private static final int STEPS = 30;

  public Ramp {
    if (step.isNegative() || step.isZero()) {
      throw new IllegalArgumentException("step: %s (expected: more than 0)".formatted(step));
    }
  }

  /** How many may be under way, of {@code most} at other times. */
  public long capacity(@Nullable Instant start, long most, Instant now) {
    if (start == null) {
      return most;
    }
    if (now.isBefore(start)) {
      return 0;
    }
    long steps = Duration.between(start, now).dividedBy(step);
    return steps >= STEPS ? most : Math.min(most, 1L << steps);
  }
}
