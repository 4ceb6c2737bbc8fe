package dev.headgate.storage.redis.breaker;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.breaker.BreakerBoard;
import dev.headgate.storage.redis.connection.RedisConnection;

/** Keeps the board of circuits in Redis. */
public final class RedisBreakerModule extends AbstractModule {
  @Provides
  @Singleton
  static BreakerBoard board(RedisConnection connection) {
    return new RedisBreakerBoard(connection);
  }
}
