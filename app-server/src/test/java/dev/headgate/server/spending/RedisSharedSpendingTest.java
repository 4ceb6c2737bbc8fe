package dev.headgate.server.spending;

import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

class RedisSharedSpendingTest implements SharedSpendingContract {
  private final OwnRedis redis = RealRedis.own();

  @AfterEach
  void stop() {
    redis.close();
  }

  @Override
  public Map<String, String> store() {
    return Map.of("QUOTA_STORE", "redis", "REDIS_URL", redis.settings().nodes().get(0).toString());
  }

  @Override
  public void kill() {
    redis.kill();
  }
}
