package dev.headgate.core.gateway;

import dev.headgate.core.breaker.BreakerStatus;
import dev.headgate.core.breaker.CircuitBreaker;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether GitHub is there. It is offline while the circuit breaker of real traffic is open, or when
 * three probes in a row failed and no real request has succeeded since the first of them: a probe
 * alone never contradicts traffic that flows. A successful probe brings it back.
 *
 * <p>Safe for use by several threads.
 */
public final class Availability {
  private static final int FAILED_PROBES = 3;

  private final CircuitBreaker breaker;
  private final AtomicReference<State> state = new AtomicReference<>(State.INITIAL);
  private volatile Instant lastSuccess = Instant.MIN;

  /** The availability of the service behind that breaker. */
  public Availability(CircuitBreaker breaker) {
    this.breaker = breaker;
  }

  /** Whether requests should be answered without asking GitHub. */
  public boolean offline() {
    return state.get().offline(lastSuccess)
        || breaker.status().state() == BreakerStatus.State.OPEN;
  }

  /** A health probe was answered. */
  public void probeSucceeded(Instant now) {
    state.set(State.INITIAL);
    breaker.recovered(now);
  }

  /** A health probe was not answered, or with a server error. */
  public void probeFailed(Instant now) {
    state.updateAndGet(known -> known.failed(now));
  }

  /** A real request was answered. */
  void trafficSucceeded(Instant now) {
    lastSuccess = now;
  }

  private record State(int failures, Instant since) {
    static final State INITIAL = new State(0, Instant.MAX);

    State failed(Instant now) {
      return new State(Math.min(failures + 1, FAILED_PROBES), failures == 0 ? now : since);
    }

    boolean offline(Instant lastSuccess) {
      return failures >= FAILED_PROBES && lastSuccess.isBefore(since);
    }
  }
}
