package dev.headgate.storage.redis.breaker;

import dev.headgate.core.breaker.BreakerBoard;
import dev.headgate.core.breaker.BreakerBoardContract;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisSettings;
import dev.headgate.storage.testing.RealRedis;
import dev.headgate.storage.testing.SharedBreakersContract;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class RedisBreakerBoardTest implements BreakerBoardContract, SharedBreakersContract {
  private static RedisConnection connection;
  private static RedisConnection other;

  @BeforeAll
  static void connect() {
    RedisSettings settings = RealRedis.shared().settings();
    connection = new RedisConnection(settings);
    other = new RedisConnection(settings);
  }

  @AfterAll
  static void disconnect() {
    connection.close();
    other.close();
  }

  @Override
  public BreakerBoard board() {
    return new RedisBreakerBoard(connection);
  }

  @Override
  public BreakerBoard otherBoard() {
    return new RedisBreakerBoard(other);
  }

  @Override
  public void await(BooleanSupplier passed) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(passed::getAsBoolean);
  }
}
