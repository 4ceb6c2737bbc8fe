package dev.headgate.storage.redis.limit;

import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.limit.TokenBucketsContract;
import dev.headgate.core.limit.TokenBucketsModelContract;
import dev.headgate.core.limit.TokenLeases;
import dev.headgate.core.limit.TokenLeasesContract;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.RealRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract over a cluster, which rejects scripts whose keys lie apart. */
class RedisLimitsClusterTest
    implements TokenBucketsContract, TokenBucketsModelContract, TokenLeasesContract {
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
  public TokenBuckets tokenBuckets() {
    return new RedisTokenBuckets(connection, true);
  }

  @Override
  public TokenLeases tokenLeases() {
    return new RedisTokenLeases(connection, true);
  }
}
