package dev.headgate.storage.redis.setting;

import dev.headgate.core.setting.SharedSettings;
import dev.headgate.core.setting.SharedSettingsContract;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.RealRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract over a cluster, which rejects scripts whose keys lie apart. */
class RedisSettingsClusterTest implements SharedSettingsContract {
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
  public SharedSettings sharedSettings() {
    return new RedisSharedSettings(connection);
  }
}
