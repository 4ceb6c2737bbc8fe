package dev.headgate.storage.postgres.breaker;

import dev.headgate.core.breaker.BreakerBoard;
import dev.headgate.core.breaker.BreakerBoardContract;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.testing.RealPostgres;
import dev.headgate.storage.testing.SharedBreakersContract;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresBreakerBoardTest implements BreakerBoardContract, SharedBreakersContract {
  private static PostgresDatabase connection;
  private static PostgresDatabase other;

  @BeforeAll
  static void connect() {
    PostgresSettings settings = RealPostgres.shared().migrated();
    connection = new PostgresDatabase(settings);
    other = new PostgresDatabase(settings);
  }

  @AfterAll
  static void disconnect() {
    connection.close();
    other.close();
  }

  @Override
  public BreakerBoard board() {
    return new PostgresBreakerBoard(connection);
  }

  @Override
  public BreakerBoard otherBoard() {
    return new PostgresBreakerBoard(other);
  }

  @Override
  public void await(BooleanSupplier passed) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(passed::getAsBoolean);
  }
}
