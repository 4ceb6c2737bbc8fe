package dev.headgate.storage.postgres.job;

import dev.headgate.core.job.JobNotes;
import dev.headgate.core.job.JobNotesContract;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.testing.RealPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresJobNotesTest implements JobNotesContract {

  private static PostgresDatabase database;

  @BeforeAll
  static void connect() {
    database = new PostgresDatabase(RealPostgres.shared().migrated());
  }

  @AfterAll
  static void disconnect() {
    database.close();
  }

  @Override
  public JobNotes jobNotes() {
    return new PostgresJobNotes(database);
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
