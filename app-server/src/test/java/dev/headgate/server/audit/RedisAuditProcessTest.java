package dev.headgate.server.audit;

import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

class RedisAuditProcessTest implements AuditProcessContract {
  private final OwnRedis redis = RealRedis.durable();

  @AfterEach
  void close() {
    redis.close();
  }

  @Override
  public int port() {
    return redis.port();
  }

  @Override
  public Map<String, String> store(int port) {
    return Map.of("STORAGE_TYPE", "redis", "REDIS_URL", "redis://127.0.0.1:" + port);
  }
}
