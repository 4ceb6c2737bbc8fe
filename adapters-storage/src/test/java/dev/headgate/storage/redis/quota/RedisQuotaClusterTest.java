package dev.headgate.storage.redis.quota;

import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.QuotaLedgerContract;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.RealRedis;
import dev.headgate.storage.testing.RedisCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The whole contract over a cluster, which rejects scripts whose keys lie apart. */
class RedisQuotaClusterTest implements QuotaLedgerContract {
  private static RedisCluster cluster;
  private static RedisConnection connection;

  @BeforeAll
  static void start() {
    cluster = RealRedis.cluster();
    connection = new RedisConnection(cluster.settings());
  }

  @AfterAll
  static void stop() {
    connection.close();
    cluster.close();
  }

  @Override
  public QuotaLedger quotaLedger() {
    return new RedisQuotaLedger(connection, RedisQuotaSettings.DEFAULTS, true);
  }
}
