package dev.headgate.server.update;

import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

class RedisRollingUpdateTest implements RollingUpdateContract {
  private final OwnRedis redis = RealRedis.durable();

  @Override
  public Map<String, String> store() {
    return Map.of("STORAGE_TYPE", "redis", "REDIS_URL", "redis://127.0.0.1:" + redis.port());
  }

  @AfterEach
  void close() {
    redis.close();
  }
}
