package dev.headgate.core.breaker;

import dev.headgate.core.breaker.BreakerStatus.State;
import java.time.Duration;

/**
 * A service's circuit as all processes share it. Times are spans and no instants: those of the
 * board's clock, whatever the processes' clocks show.
 *
 * @param version how often it was changed; of a proposed change, the version that it replaces
 * @param openings how often it opened since it was last closed
 * @param openFor how long it opened for; zero while closed
 * @param left how long it stays open still, or how long probes may still be under way; zero while
 *     closed
 * @param told whether the service itself said how long
 * @param probes calls that may still try it, half-open
 * @param successes probes that succeeded
 */
public record SharedCircuit(
    long version,
    State state,
    int openings,
    Duration openFor,
    Duration left,
    boolean told,
    int probes,
    int successes) {

  /** A circuit that nobody has ever changed. */
  public static final SharedCircuit INITIAL =
      new SharedCircuit(0, State.CLOSED, 0, Duration.ZERO, Duration.ZERO, false, 0, 0);

  SharedCircuit open(CircuitPolicy policy) {
    Duration time = OpenTime.of(policy.openFor(), openings + 1);
    return new SharedCircuit(version, State.OPEN, openings + 1, time, time, false, 0, 0);
  }

  SharedCircuit openAsTold(Duration time) {
    int now = state == State.OPEN ? openings : openings + 1;
    return new SharedCircuit(version, State.OPEN, now, time, time, true, 0, 0);
  }

  SharedCircuit halfOpen(CircuitPolicy policy) {
    return new SharedCircuit(
        version, State.HALF_OPEN, openings, openFor, policy.round(), false, policy.probes(), 0);
  }

  SharedCircuit closed() {
    return new SharedCircuit(version, State.CLOSED, 0, Duration.ZERO, Duration.ZERO, false, 0, 0);
  }
}
