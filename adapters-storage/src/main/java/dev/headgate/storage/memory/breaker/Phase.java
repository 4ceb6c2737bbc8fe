package dev.headgate.storage.memory.breaker;

import dev.headgate.core.breaker.BreakerStatus.State;
import java.time.Duration;
import java.time.Instant;

/**
 * How a breaker stands, since when, and how often it opened since it was last closed: an immutable
 * value whose methods give the next one.
 */
record Phase(State state, Instant since, int openings) {
  /** No breaker goes half-open within this time after opening, whatever the evidence. */
  private static final Duration LEAST_OPEN = Duration.ofSeconds(1);

  /** Doubling further would exceed any sensible open time. */
  private static final int MOST_DOUBLINGS = 30;

  static final Phase CLOSED = new Phase(State.CLOSED, Instant.EPOCH, 0);

  Phase closed(Instant now) {
    return new Phase(State.CLOSED, now, 0);
  }

  Phase halfOpen(Instant now) {
    return new Phase(State.HALF_OPEN, now, openings);
  }

  Phase open(Instant now) {
    return new Phase(State.OPEN, now, openings + 1);
  }

  /** When it goes half-open by itself. */
  Instant due(BreakerSettings settings) {
    return since.plus(settings.openFor());
  }

  /**
   * When outside evidence may make it go half-open: the least time doubles with each opening since
   * it was last closed, so that evidence which keeps being wrong cannot make it flap.
   */
  Instant earliest(BreakerSettings settings) {
    Duration least = LEAST_OPEN.multipliedBy(1L << Math.min(openings - 1, MOST_DOUBLINGS));
    return since.plus(least.compareTo(settings.openFor()) < 0 ? least : settings.openFor());
  }
}
