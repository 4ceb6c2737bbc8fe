package dev.headgate.storage.redis.quota;

import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.QuotaLedgerContract;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.RealRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The whole contract over a cluster, which rejects scripts whose keys lie apart. */
class RedisQuotaClusterTest implements QuotaLedgerContract {
  private static RedisConnection connection;

  @BeforeAll
  static void start() {
    connection = new RedisConnection(RealRedis.inCluster());
  }

  @AfterAll
  static void stop() {
    connection.close();
  }

  @Override
  public QuotaLedger quotaLedger() {
    return new RedisQuotaLedger(connection, RedisQuotaSettings.DEFAULTS, true);
  }
}
