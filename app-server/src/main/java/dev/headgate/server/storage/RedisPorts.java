package dev.headgate.server.storage;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.breaker.BreakerBoard;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.limit.TokenLeases;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.storage.redis.breaker.RedisBreakerBoard;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.limit.RedisTokenBuckets;
import dev.headgate.storage.redis.limit.RedisTokenLeases;
import dev.headgate.storage.redis.quota.RedisQuotaLedger;
import dev.headgate.storage.redis.quota.RedisQuotaSettings;

/** What Redis keeps, as it keeps it; each is installed where the configuration says so. */
final class RedisPorts {
  private RedisPorts() {}

  /** Token buckets. */
  static final class Limits extends AbstractModule {
    @Provides
    @Singleton
    @Shared
    static TokenBuckets buckets(RedisConnection connection) {
      return new RedisTokenBuckets(connection);
    }

    @Provides
    @Singleton
    @Shared
    static TokenLeases leases(RedisConnection connection) {
      return new RedisTokenLeases(connection);
    }
  }

  /** The quota ledger. */
  static final class Quota extends AbstractModule {
    @Provides
    @Singleton
    @Shared
    static QuotaLedger ledger(RedisConnection connection) {
      return new RedisQuotaLedger(connection, RedisQuotaSettings.DEFAULTS);
    }
  }

  /** The board of circuits. */
  static final class Breakers extends AbstractModule {
    @Provides
    @Singleton
    @Shared
    static BreakerBoard board(RedisConnection connection) {
      return new RedisBreakerBoard(connection);
    }
  }
}
