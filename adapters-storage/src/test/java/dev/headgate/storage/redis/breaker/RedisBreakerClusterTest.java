package dev.headgate.storage.redis.breaker;

import dev.headgate.core.breaker.BreakerBoard;
import dev.headgate.core.breaker.BreakerBoardContract;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.RealRedis;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract over a cluster, which rejects scripts whose keys lie apart. */
class RedisBreakerClusterTest implements BreakerBoardContract {
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
  public BreakerBoard board() {
    return new RedisBreakerBoard(connection);
  }

  @Override
  public void await(BooleanSupplier passed) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(passed::getAsBoolean);
  }
}
