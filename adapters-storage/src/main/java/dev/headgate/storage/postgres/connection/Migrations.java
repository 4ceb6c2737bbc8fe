package dev.headgate.storage.postgres.connection;

import dev.headgate.core.storage.StorageFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a database's schema {@code headgate} to the version of this program.
 *
 * <p>Any number of processes may do so at once: one of them works, the others wait for it and find
 * nothing left to do. A schema that a newer program has brought further is left as it is. The user
 * must own the schema, or be allowed to create it.
 *
 * <p>Thread-safe.
 */
public final class Migrations implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  /** What the schema is called in the database. */
  public static final String SCHEMA = "headgate";

  private static final String FILES = "classpath:dev/headgate/storage/postgres/migrations";

  /** How long one step may take, and how long to wait for another process's steps. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** How long to wait after a failure. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Names the lock among the advisory locks of the database: "headgate" in ASCII. */
  private static final long LOCK = 0x68_65_61_64_67_61_74_65L;

  private final PostgresDatabase database;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** The schema of this database. */
  public Migrations(PostgresDatabase database) {
    this.database = database;
  }

  /**
   * Applies what is missing. Each step is a transaction: after a failure, what was applied stays,
   * and the next call goes on from there.
   *
   * @return how many steps were missing
   * @throws StorageFailure if the database cannot be asked, or refuses a step
   */
  public int apply() {
    database.read(handle -> handle.select("SELECT 1").mapTo(Integer.class).one());
    DataSource patient = database.patient(PATIENCE);
    // Held on a connection of its own: it ends with the process, however that ends.
    try (Connection guard = patient.getConnection();
        Statement lock = guard.createStatement()) {
      lock.execute("SELECT pg_advisory_lock(" + LOCK + ")");
      return Flyway.configure()
          .loggers("slf4j")
          .dataSource(patient)
          .locations(FILES)
          .defaultSchema(SCHEMA)
          .createSchemas(true)
          .load()
          .migrate()
          .migrationsExecuted;
    } catch (SQLException | FlywayException failed) {
      throw Failures.ofWrite(failed);
    }
  }

  /**
   * Applies what is missing as soon as the database can be asked, however long that takes; for a
   * thread of its own. Until then everything that needs the schema fails as it does without a
   * database. Ends early when this is closed or the thread is interrupted.
   */
  public void applyWhenReachable() {
    boolean told = false;
    do {
      try {
        int applied = apply();
        LOG.info("the database's schema is up to date; steps applied: {}", applied);
        return;
      } catch (StorageFailure failed) {
        if (!told) {
          LOG.warn("the database's schema has to wait: {}", failed.getMessage());
          told = true;
        }
      }
    } while (!closedWithin(PAUSE));
  }

  /** Ends the waiting; a step that has begun is finished. */
  @Override
  public void close() {
    closed.countDown();
  }

  private boolean closedWithin(Duration pause) {
    try {
      return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
