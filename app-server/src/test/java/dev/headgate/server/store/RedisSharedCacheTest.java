package dev.headgate.server.store;

import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisSharedCacheTest implements SharedCacheContract {
  private static OwnRedis redis;

  @BeforeAll
  static void startRedis() {
    redis = RealRedis.own();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @Override
  public Map<String, String> store() {
    return Map.of("CACHE_TYPE", "redis", "REDIS_URL", "redis://127.0.0.1:" + redis.port());
  }

  @Override
  public void kill() {
    redis.kill();
  }

  @Override
  public void restart() {
    redis.restart();
  }
}
