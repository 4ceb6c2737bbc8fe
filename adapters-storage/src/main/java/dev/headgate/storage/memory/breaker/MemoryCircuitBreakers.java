package dev.headgate.storage.memory.breaker;

import dev.headgate.core.breaker.BreakerStatus;
import dev.headgate.core.breaker.CircuitBreaker;
import dev.headgate.core.breaker.CircuitBreakers;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Circuit breakers over Resilience4j, judged by this process alone. All time comes with the calls:
 * no clock, no thread. The services are those that the program names, at most {@value
 * #MAX_SERVICES}.
 */
public final class MemoryCircuitBreakers implements CircuitBreakers {
  private static final int MAX_SERVICES = 1_000;

  private final ConcurrentMap<String, MemoryCircuitBreaker> breakers = new ConcurrentHashMap<>();
  private volatile MemoryBreakerSettings settings;
  private final Instant start;

  /** No breakers yet; those that never changed are closed since 1970. */
  public MemoryCircuitBreakers(MemoryBreakerSettings settings) {
    this(settings, Instant.EPOCH);
  }

  /**
   * No breakers yet.
   *
   * @param start since when those are closed that never changed: the process's own beginning
   */
  public MemoryCircuitBreakers(MemoryBreakerSettings settings, Instant start) {
    this.settings = settings;
    this.start = start;
  }

  /**
   * Puts these in place of the settings before, for breakers that there are and those to come. An
   * open one stays open, for as long as the new settings say; failures are counted anew.
   */
  public void configure(MemoryBreakerSettings changed) {
    settings = changed;
    breakers.forEach((service, breaker) -> breaker.configure(changed.of(service)));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException when too many services are named, which only happens when names
   *     are made from input
   */
  @Override
  public CircuitBreaker breaker(String service) {
    MemoryCircuitBreaker known = breakers.get(service);
    if (known != null) {
      return known;
    }
    if (breakers.size() >= MAX_SERVICES) {
      throw new IllegalStateException(
          "service: one too many (expected: at most %d services)".formatted(MAX_SERVICES));
    }
    return breakers.computeIfAbsent(
        service, name -> new MemoryCircuitBreaker(name, settings.of(name), start));
  }

  @Override
  public List<BreakerStatus> statuses() {
    return breakers.values().stream()
        .map(MemoryCircuitBreaker::status)
        .sorted(Comparator.comparing(BreakerStatus::service))
        .toList();
  }
}
