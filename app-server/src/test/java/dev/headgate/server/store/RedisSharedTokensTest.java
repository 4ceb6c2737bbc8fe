package dev.headgate.server.store;

import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.redisson.api.RType;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

class RedisSharedTokensTest implements SharedTokensContract {
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
    return Map.of("STORAGE_TYPE", "redis", "REDIS_URL", "redis://127.0.0.1:" + redis.port());
  }

  @Override
  public String content() {
    try (RedisConnection connection = new RedisConnection(redis.settings())) {
      RedissonClient client = connection.client();
      return client
          .getKeys()
          .getKeysStream()
          .map(key -> key + "=" + value(client, key))
          .collect(Collectors.joining("\n"));
    }
  }

  @Override
  public void clear() {
    redis.command("FLUSHALL");
  }

  private static String value(RedissonClient client, String key) {
    RType type = client.getKeys().getType(key);
    return type == RType.MAP
        ? client.getMap(key, StringCodec.INSTANCE).readAllMap().toString()
        : type == RType.OBJECT
            ? String.valueOf(client.getBucket(key, StringCodec.INSTANCE).get())
            : type == RType.SET
                ? client.getSet(key, StringCodec.INSTANCE).readAll().toString()
                : String.valueOf(type);
  }
}
