package dev.headgate.server.storage;

import com.google.inject.AbstractModule;
import com.google.inject.Key;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.breaker.BreakerBoard;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.breaker.CircuitPolicy;
import dev.headgate.core.breaker.SharedCircuitBreakers;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import dev.headgate.runtime.process.ProcessName;
import dev.headgate.storage.memory.breaker.BreakerSettings;
import dev.headgate.storage.memory.breaker.MemoryBreakerBoard;
import dev.headgate.storage.memory.breaker.MemoryBreakerSettings;
import dev.headgate.storage.memory.breaker.MemoryCircuitBreakers;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutorService;

/** Circuit breakers: judged in this process, agreed upon over a board. */
final class BreakerModule extends AbstractModule {
  private final Store store;

  BreakerModule(Store store) {
    this.store = store;
  }

  @Override
  protected void configure() {
    bind(CircuitBreakers.class).to(SharedCircuitBreakers.class);
    switch (store) {
      case MEMORY ->
          bind(Key.get(BreakerBoard.class, Shared.class)).toInstance(new MemoryBreakerBoard());
      case REDIS -> install(new RedisPorts.Breakers());
      case POSTGRES -> install(new PostgresPorts.Breakers());
    }
  }

  @Provides
  @Singleton
  @Local
  static CircuitBreakers local(Configuration configuration) {
    var settings = configuration.breaker();
    return new MemoryCircuitBreakers(
        new MemoryBreakerSettings(
            Map.of(CircuitBreakers.GITHUB, circuit(settings.github())),
            circuit(settings.others())));
  }

  private static BreakerSettings circuit(
      dev.headgate.runtime.configuration.BreakerSettings.Circuit circuit) {
    return new BreakerSettings(
        circuit.failureThreshold(), circuit.openTime(), circuit.halfOpenSuccessThreshold());
  }

  @Provides
  @Singleton
  static SharedCircuitBreakers breakers(
      Configuration configuration,
      @Local CircuitBreakers local,
      @Shared BreakerBoard board,
      Stores stores,
      ProcessName process,
      ExecutorService executor,
      InstantSource clock) {
    Store store = configuration.storage().breakers();
    String name = process.toString();
    return store == Store.MEMORY
        ? SharedCircuitBreakers.direct(
            local, board, name, service -> policy(configuration, service), clock)
        : SharedCircuitBreakers.inBackground(
            local,
            board,
            stores.calls(store),
            name,
            service -> policy(configuration, service),
            executor,
            clock);
  }

  private static CircuitPolicy policy(Configuration configuration, String service) {
    var settings = configuration.breaker();
    var circuit = service.equals(CircuitBreakers.GITHUB) ? settings.github() : settings.others();
    return new CircuitPolicy(circuit.openTime(), circuit.halfOpenSuccessThreshold());
  }
}
