package dev.headgate.server.fleet;

import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class RedisFleetTest implements FleetContract {
  private static OwnRedis redis;
  private static Fleet fleet;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    redis = RealRedis.own();
    fleet =
        new Fleet(
            directory,
            3,
            RULES,
            Map.of("STORAGE_TYPE", "redis", "REDIS_URL", "redis://127.0.0.1:" + redis.port()));
    fleet.warm();
  }

  @AfterAll
  static void stop() {
    fleet.close();
    redis.close();
  }

  @Override
  public Fleet fleet() {
    return fleet;
  }

  @Override
  public String store() {
    return "Redis";
  }
}
