package dev.headgate.core.cache;

import dev.headgate.core.breaker.BreakerStatus;
import dev.headgate.core.breaker.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;

/** A breaker that lets every call pass. */
record ClosedCircuit(String service) implements CircuitBreaker {
  @Override
  public Permission acquire(Instant now) {
    return Permission.Permitted.INSTANCE;
  }

  @Override
  public void succeeded(Duration took, Instant now) {}

  @Override
  public void failed(Duration took, Instant now) {}

  @Override
  public void released() {}

  @Override
  public void recovered(Instant now) {}

  @Override
  public void reset(Instant now) {}

  @Override
  public void refused(Duration took, Duration retryAfter, Instant now) {}

  @Override
  public BreakerStatus status() {
    return new BreakerStatus(service, BreakerStatus.State.CLOSED, Instant.EPOCH);
  }
}
