package dev.headgate.storage.postgres.connection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StorageUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * A pool of connections to one database.
 *
 * <p>It is made without the database being there, and heals by itself when that comes back: broken
 * connections are closed as they are met, new ones are opened in the background. Nothing is ever
 * sent twice: whether a call may be repeated is its caller's to know.
 *
 * <p>Drivers' exceptions end here. A {@link StorageUnavailable} says that nothing was changed, an
 * {@link OutcomeUnknown} that the change may have happened; whatever else a callback throws passes.
 *
 * <p>Thread-safe. Blocks the calling thread no longer than {@link PostgresSettings} says.
 */
public final class PostgresDatabase implements AutoCloseable {

  /** The store's name in failures, metrics and health. */
  public static final String STORE = "postgres";

  private static final Duration LONGEST_LIVENESS_CHECK = Duration.ofSeconds(1);

  private final PostgresSettings settings;
  private final HikariDataSource pool;
  private final Jdbi jdbi;

  /** A pool by these settings; nothing is waited for. */
  public PostgresDatabase(PostgresSettings settings) {
    this.settings = settings;
    this.pool = new HikariDataSource(configuration(settings));
    this.jdbi = Jdbi.create(pool);
  }

  /** Where it is, and how long it may take. */
  public PostgresSettings settings() {
    return settings;
  }

  /**
   * Asks something and changes nothing, in a transaction of one statement.
   *
   * @throws StorageUnavailable whatever went wrong
   */
  public <T> T read(HandleCallback<T, SQLException> question) {
    try (Handle handle = open()) {
      return question.withHandle(handle);
    } catch (SQLException | JdbiException failed) {
      throw Failures.unavailable(failed);
    }
  }

  /**
   * Changes something by one statement, which is a transaction.
   *
   * @throws StorageFailure if it was not done, or may not have been
   */
  public <T> T write(HandleCallback<T, SQLException> change) {
    try (Handle handle = open()) {
      return change.withHandle(handle);
    } catch (SQLException | JdbiException failed) {
      throw Failures.ofWrite(failed);
    }
  }

  /**
   * Changes something by several statements, all of them or none. Costs two round trips more than
   * the statements do; what locks they take is held all that time.
   *
   * @throws StorageFailure if it was not done, or may not have been
   */
  public <T> T transaction(HandleCallback<T, SQLException> changes) {
    return write(handle -> handle.inTransaction(changes));
  }

  /** Ends all connections; calls fail from now on. */
  @Override
  public void close() {
    pool.close();
  }

  /** Connections outside the pool, without its limits on time, for what may take long. */
  DataSource patient(Duration answer) {
    return new Connections(settings, answer);
  }

  /**
   * A connection outside the pool, for who listens on it; its owner closes it.
   *
   * @param answer how long the server may take for an answer
   * @throws SQLException if it cannot be made
   */
  public Connection apart(Duration answer) throws SQLException {
    return patient(answer).getConnection();
  }

  private Handle open() {
    try {
      return jdbi.open();
    } catch (JdbiException unreachable) {
      throw Failures.unavailable(unreachable);
    }
  }

  private static HikariConfig configuration(PostgresSettings settings) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("headgate-postgres");
    pool.setDataSource(new Connections(settings, settings.socketTimeout()));
    pool.setMaximumPoolSize(settings.poolSize());
    pool.setConnectionTimeout(settings.acquireTimeout().toMillis());
    pool.setValidationTimeout(livenessCheck(settings).toMillis());
    pool.setInitializationFailTimeout(-1);
    pool.setExceptionOverride(new EvictStandby());
    pool.setConnectionInitSql(session(settings.statementTimeout().toMillis()));
    return pool;
  }

  private static Duration livenessCheck(PostgresSettings settings) {
    Duration acquire = settings.acquireTimeout();
    return acquire.compareTo(LONGEST_LIVENESS_CHECK) < 0 ? acquire : LONGEST_LIVENESS_CHECK;
  }

  /** A process that stops between two statements must not keep the others out by its locks. */
  private static String session(long statementMillis) {
    return """
    SET statement_timeout = %1$d;
    SET idle_in_transaction_session_timeout = %1$d;
    SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED
    """
        .formatted(statementMillis);
  }
}
