package dev.headgate.storage.redis.cache;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.cache.SharedResponseCache;
import dev.headgate.storage.redis.connection.RedisConnection;

/** Keeps cached responses in Redis, for all processes that use it. */
public final class RedisCacheModule extends AbstractModule {
  private final RedisCacheSettings settings;

  /** The feature with these settings. */
  public RedisCacheModule(RedisCacheSettings settings) {
    this.settings = settings;
  }

  @Override
  protected void configure() {
    bind(RedisCacheSettings.class).toInstance(settings);
  }

  @Provides
  @Singleton
  static SharedResponseCache sharedResponseCache(
      RedisConnection connection, RedisCacheSettings settings) {
    return new RedisResponseCache(connection, settings);
  }
}
