package dev.headgate.storage.redis.audit;

import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.audit.AuditLogContract;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.RealRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract over a cluster, which rejects scripts whose keys lie apart. */
class RedisAuditClusterTest implements AuditLogContract {
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
  public AuditLog auditLog() {
    return new RedisAuditLog(connection, RedisAuditSettings.DEFAULTS);
  }
}
