package dev.headgate.storage.redis.cache;

import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.cache.ResponseCacheContract;
import dev.headgate.core.cache.SharedResponseCache;
import dev.headgate.core.cache.SharedResponseCacheContract;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.RealRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract over a cluster, which rejects scripts whose keys lie apart. */
class RedisCacheClusterTest implements ResponseCacheContract, SharedResponseCacheContract {
  private static RedisConnection connection;

  @BeforeAll
  static void connect() {
    connection = new RedisConnection(RealRedis.inCluster());
  }

  @AfterAll
  static void disconnect() {
    connection.close();
  }

  @Override
  public ResponseCache responseCache() {
    return sharedResponseCache();
  }

  @Override
  public SharedResponseCache sharedResponseCache() {
    return new RedisResponseCache(connection, RedisCacheSettings.DEFAULTS, true);
  }
}
