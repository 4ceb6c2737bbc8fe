package dev.headgate.core.gateway;

import dev.headgate.core.breaker.BreakerStatus;
import dev.headgate.core.breaker.CircuitBreaker;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether GitHub is there. It is offline while the circuit breaker of real traffic is open, or when
 * three probes in a row failed and no real request succeeded between them: a probe alone never
 * contradicts traffic that flows. A successful probe brings it back.
 *
 * <p>Safe for use by several threads.
 */
public final class Availability {
  private static final int FAILED_PROBES = 3;

  private final CircuitBreaker breaker;
  private final AtomicInteger failedProbes = new AtomicInteger();

  /** The availability of the service behind that breaker. */
  public Availability(CircuitBreaker breaker) {
    this.breaker = breaker;
  }

  /** Whether requests should be answered without asking GitHub. */
  public boolean offline() {
    return failedProbes.get() >= FAILED_PROBES
        || breaker.status().state() == BreakerStatus.State.OPEN;
  }

  /** A health probe was answered. */
  public void probeSucceeded(Instant now) {
    failedProbes.set(0);
    breaker.recovered(now);
  }

  /** A health probe was not answered, or with a server error. */
  public void probeFailed() {
    failedProbes.updateAndGet(failed -> Math.min(failed + 1, FAILED_PROBES));
  }

  /** A real request was answered. */
  void trafficSucceeded() {
    if (failedProbes.get() != 0) {
      failedProbes.set(0);
    }
  }
}
