package dev.headgate.storage.memory.limit;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.OptionalBinder;
import dev.headgate.core.limit.TokenBuckets;
import java.time.InstantSource;

/**
 * Token buckets in this process's memory, swept by the bound {@link InstantSource}; another {@link
 * MemoryLimitConfig} may be bound.
 */
public final class MemoryLimitModule extends AbstractModule {

  @Override
  protected void configure() {
    OptionalBinder.newOptionalBinder(binder(), MemoryLimitConfig.class)
        .setDefault()
        .toInstance(MemoryLimitConfig.DEFAULTS);
  }

  @Provides
  @Singleton
  static MemoryTokenBuckets memoryTokenBuckets(MemoryLimitConfig config) {
    return new MemoryTokenBuckets(config);
  }

  @Provides
  @Singleton
  static MemoryLimitSweeper sweeper(MemoryTokenBuckets buckets, InstantSource clock) {
    return new MemoryLimitSweeper(buckets, clock, MemoryLimitSweeper.PAUSE);
  }

  @Provides
  @Singleton
  static TokenBuckets tokenBuckets(MemoryTokenBuckets buckets) {
    return buckets;
  }
}
