package dev.headgate.runtime.store;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.breaker.CircuitPolicy;
import dev.headgate.core.breaker.SharedCircuitBreakers;
import dev.headgate.runtime.configuration.BreakerSettings.Circuit;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.storage.memory.breaker.BreakerSettings;
import dev.headgate.storage.memory.breaker.MemoryBreakerSettings;
import dev.headgate.storage.memory.breaker.MemoryCircuitBreakers;
import java.time.InstantSource;
import java.util.Map;

/** This process's own circuits, and that the shared ones are those to be asked. */
final class CircuitModule extends AbstractModule {
  @Override
  protected void configure() {
    bind(CircuitBreakers.class).to(SharedCircuitBreakers.class);
  }

  @Provides
  @Singleton
  static MemoryCircuitBreakers own(LiveConfiguration live, InstantSource clock) {
    var breakers = new MemoryCircuitBreakers(settings(live.now()), clock.instant());
    live.follow(configuration -> breakers.configure(settings(configuration)));
    return breakers;
  }

  private static MemoryBreakerSettings settings(Configuration configuration) {
    var settings = configuration.breaker();
    return new MemoryBreakerSettings(
        Map.of(CircuitBreakers.GITHUB, own(settings.github())), own(settings.others()));
  }

  /** The policy of a service's shared circuit. */
  static CircuitPolicy policy(Configuration configuration, String service) {
    var settings = configuration.breaker();
    Circuit circuit =
        service.equals(CircuitBreakers.GITHUB) ? settings.github() : settings.others();
    return new CircuitPolicy(circuit.openTime(), circuit.halfOpenSuccessThreshold());
  }

  private static BreakerSettings own(Circuit circuit) {
    return new BreakerSettings(
        circuit.failureThreshold(), circuit.openTime(), circuit.halfOpenSuccessThreshold());
  }
}
