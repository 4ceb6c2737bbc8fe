package dev.headgate.storage.redis.job;

import dev.headgate.core.job.JobNotes;
import dev.headgate.core.job.JobNotesContract;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.RealRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract over a cluster, which rejects scripts whose keys lie apart. */
class RedisJobNotesClusterTest implements JobNotesContract {
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
  public JobNotes jobNotes() {
    return new RedisJobNotes(connection);
  }

  @Override
  public Instant now() {
    return Instant.EPOCH;
  }

  @Override
  public void await(BooleanSupplier passed) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(passed::getAsBoolean);
  }
}
