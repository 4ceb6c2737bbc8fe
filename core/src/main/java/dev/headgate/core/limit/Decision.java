package dev.headgate.core.limit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What became of a request for permits. */
public sealed interface Decision {

  /**
   * The most restrictive bucket of those that were asked for: after a grant the one with the fewest
   * permits left, after a refusal the one that keeps the caller waiting longest.
   */
  Level tightest();

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
