package dev.headgate.storage.redis.limit;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.limit.TokenLeases;
import dev.headgate.storage.redis.connection.RedisConnection;

/** Keeps token buckets in Redis. */
public final class RedisLimitModule extends AbstractModule {

  @Provides
  @Singleton
  static TokenBuckets tokenBuckets(RedisConnection connection) {
    return new RedisTokenBuckets(connection);
  }

  @Provides
  @Singleton
  static TokenLeases tokenLeases(RedisConnection connection) {
    return new RedisTokenLeases(connection);
  }
}
