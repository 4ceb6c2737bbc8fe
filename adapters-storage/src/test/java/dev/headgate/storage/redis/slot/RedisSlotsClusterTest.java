package dev.headgate.storage.redis.slot;

import dev.headgate.core.slot.Slots;
import dev.headgate.core.slot.SlotsContract;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.RealRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract over a cluster, which rejects scripts whose keys lie apart. */
class RedisSlotsClusterTest implements SlotsContract {
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
  public Slots slots() {
    return new RedisSlots(connection, true);
  }
}
