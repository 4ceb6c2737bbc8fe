package dev.headgate.storage.redis.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.audit.AuditEntry;
import dev.headgate.core.audit.AuditMark;
import dev.headgate.core.audit.AuditStoreContract;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.RealRedis;
import org.junit.jupiter.api.Test;

/** Over a cluster, which rejects scripts whose keys lie apart. */
class RedisAuditClusterTest {
  @Test
  void writesReadsAndRemoves() {
    try (RedisConnection connection = new RedisConnection(RealRedis.inCluster())) {
      RedisAuditStore store = new RedisAuditStore(connection);
      AuditStoreContract.append(store, "1", "2");
      AuditEntry first = store.after(0, 1).get(0);
      AuditMark anchor = AuditStoreContract.CHAIN.anchor(first);
      assertThat(store.remove(store.span().anchor(), anchor)).isTrue();
      assertThat(AuditStoreContract.fault(store)).isEmpty();
    }
  }
}
