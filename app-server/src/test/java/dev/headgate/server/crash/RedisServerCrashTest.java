package dev.headgate.server.crash;

import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class RedisServerCrashTest implements PartialOrdersContract {
  private static OwnRedis redis;
  private static Scene scene;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    redis = RealRedis.durable();
    scene =
        new Scene(
            folder,
            VICTIMS,
            redis.port(),
            port -> Map.of("STORAGE_TYPE", "redis", "REDIS_URL", "redis://127.0.0.1:" + port));
  }

  @AfterAll
  static void stop() {
    scene.close();
    redis.close();
  }

  @Override
  public Scene scene() {
    return scene;
  }
}
