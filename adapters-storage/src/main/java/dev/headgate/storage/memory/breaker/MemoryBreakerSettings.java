package dev.headgate.storage.memory.breaker;

import dev.headgate.core.breaker.CircuitBreakers;
import java.util.Map;

/**
 * The settings of all circuit breakers.
 *
 * @param services those of the services that have their own
 * @param others those of every other service
 */
public record MemoryBreakerSettings(Map<String, BreakerSettings> services, BreakerSettings others) {
  /** What applies where nothing is configured. */
  public static final MemoryBreakerSettings DEFAULTS =
      new MemoryBreakerSettings(
          Map.of(CircuitBreakers.GITHUB, BreakerSettings.GITHUB), BreakerSettings.DEFAULTS);

  /** Copies the map. */
  public MemoryBreakerSettings {
    services = Map.copyOf(services);
  }

  /** The settings of that service. */
  BreakerSettings of(String service) {
    return services.getOrDefault(service, others);
  }
}
