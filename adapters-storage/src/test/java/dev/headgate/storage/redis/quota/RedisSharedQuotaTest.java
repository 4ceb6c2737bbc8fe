package dev.headgate.storage.redis.quota;

import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisSettings;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.QuotaHistoryContract;
import dev.headgate.storage.testing.RealRedis;
import dev.headgate.storage.testing.SharedQuotaLedgerContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

class RedisSharedQuotaTest implements SharedQuotaLedgerContract, QuotaHistoryContract {
  private static OwnRedis redis;

  private final List<RedisConnection> connections = new ArrayList<>();

  @BeforeAll
  static void start() {
    redis = RealRedis.own();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @AfterEach
  void disconnect() {
    connections.forEach(RedisConnection::close);
  }

  @Override
  public QuotaLedger process() {
    RedisSettings settings = redis.settings().withPrefix("history:");
    RedisConnection connection = new RedisConnection(settings);
    connections.add(connection);
    return new RedisQuotaLedger(connection, RedisQuotaSettings.DEFAULTS);
  }

  @Override
  public String store() {
    return "redis://127.0.0.1:%d/history:".formatted(redis.port());
  }
}
