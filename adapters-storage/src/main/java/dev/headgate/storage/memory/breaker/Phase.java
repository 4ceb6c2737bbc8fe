package dev.headgate.storage.memory.breaker;

import dev.headgate.core.breaker.BreakerStatus.State;
import dev.headgate.core.breaker.OpenTime;
import java.time.Duration;
import java.time.Instant;

/**
 * How a breaker stands, since when, and how often it opened since it was last closed: an immutable
 * value whose methods give the next one.
 *
 * @param told how long the service asked to be left alone; zero: it did not
 */
record Phase(State state, Instant since, int openings, Duration told) {
  /** Before anything happened. */
  static Phase initial(Instant since) {
    return new Phase(State.CLOSED, since, 0, Duration.ZERO);
  }

  Phase closed(Instant now) {
    return new Phase(State.CLOSED, now, 0, Duration.ZERO);
  }

  Phase halfOpen(Instant now) {
    return new Phase(State.HALF_OPEN, now, openings, Duration.ZERO);
  }

  Phase open(Instant now) {
    return new Phase(State.OPEN, now, openings + 1, Duration.ZERO);
  }

  Phase openAsTold(Duration time, Instant now) {
    return new Phase(State.OPEN, now, state == State.OPEN ? openings : openings + 1, time);
  }

  /** When an open breaker goes half-open by itself, or probes under way are given up. */
  Instant due(BreakerSettings settings) {
    if (state == State.OPEN) {
      return since.plus(told.isZero() ? OpenTime.of(settings.openFor(), openings) : told);
    }
    return since.plus(settings.openFor());
  }

  /** When outside evidence may make an open breaker go half-open. */
  Instant earliest(BreakerSettings settings) {
    return told.isZero()
        ? since.plus(OpenTime.leastBefore(settings.openFor(), openings))
        : since.plus(told);
  }
}
