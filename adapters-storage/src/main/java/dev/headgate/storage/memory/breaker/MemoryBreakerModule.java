package dev.headgate.storage.memory.breaker;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.breaker.CircuitBreakers;

/** Keeps circuit breakers in this process's memory. */
public final class MemoryBreakerModule extends AbstractModule {
  private final MemoryBreakerSettings settings;

  /** The feature with these settings. */
  public MemoryBreakerModule(MemoryBreakerSettings settings) {
    this.settings = settings;
  }

  @Override
  protected void configure() {
    bind(MemoryBreakerSettings.class).toInstance(settings);
  }

  @Provides
  @Singleton
  static CircuitBreakers circuitBreakers(MemoryBreakerSettings settings) {
    return new MemoryCircuitBreakers(settings);
  }
}
