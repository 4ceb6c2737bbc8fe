package dev.headgate.core.limit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What became of a request for permits. */
public sealed interface Decision {

  /**
   * The most restrictive bucket of those that were asked for: after a grant the one with the fewest
   * permits left, after a refusal the one that keeps the caller waiting longest.
   */
  Level tightest();

  /**
   * The permits were taken from every bucket.
   *
   * @param levels of the buckets, in the order they were asked, after the decision; not empty
   */
  static Granted granted(List<Level> levels) {
    Level tightest = levels.get(0);
    for (Level level : levels) {
      if (level.remaining() < tightest.remaining()) {
        tightest = level;
      }
    }
    return new Granted(tightest);
  }

  /**
   * No bucket was changed, as at least one of them holds too little.
   *
   * @param levels of the buckets, in the order they were asked; not empty
   * @param permits how many were asked for
   */
  static Refused refused(List<Level> levels, long permits) {
    List<String> violated = new ArrayList<>();
    Level tightest = levels.get(0);
    long longest = 0;
    for (Level level : levels) {
      long delay = level.bucket().rule().delay(level.tat(), permits, level.now());
      if (delay > 0) {
        violated.add(level.policy());
      }
      if (delay > longest) {
        longest = delay;
        tightest = level;
      }
    }
    return new Refused(tightest, longest, violated);
  }

  /** The permits were taken from every bucket. */
  record Granted(Level tightest) implements Decision {

    public Granted {
      requireNonNull(tightest, "tightest");
    }
  }

  /**
   * At least one bucket held too little, and no bucket was changed.
   *
   * @param delay the nanoseconds until the same request could be granted, {@link Gcra#NEVER} if it
   *     asks for more than a full bucket holds
   * @param violated the names of the policies that refused, in the order they were asked
   */
  record Refused(Level tightest, long delay, List<String> violated) implements Decision {

    public Refused {
      requireNonNull(tightest, "tightest");
      violated = List.copyOf(violated);
      Check.that(delay > 0, "delay", delay, "positive");
      Check.that(!violated.isEmpty(), "violated", violated, "not empty");
    }

    /**
     * How long to wait before the same request can succeed, or empty if it never can. Tight: any
     * earlier it is refused again. {@code Retry-After} is this, rounded up to seconds.
     */
    public Optional<Duration> retryAfter() {
      return delay == Gcra.NEVER ? Optional.empty() : Optional.of(Duration.ofNanos(delay));
    }
  }
}
