package dev.headgate.storage.postgres.connection;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.identity.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is, and how long it may take.
 *
 * <p>A caller waits at most {@code acquireTimeout} for a connection (and up to a second more to see
 * that a resting one is alive), then at most {@code socketTimeout} for the answer.
 *
 * @param url {@code jdbc:postgresql://host[:port][,host…]/database[?parameters]}, without a user or
 *     password; see {@link PostgresUrl} for the forms that people write
 * @param user who connects; null for the driver's choice, the user of the process
 * @param password null where the server asks for none
 * @param poolSize how many connections one process holds at most
 * @param acquireTimeout how long a caller waits for a connection; at least 250 ms
 * @param connectTimeout how long opening one may take, in the background; at least a second
 * @param statementTimeout when the server gives up a statement, which then did nothing
 * @param socketTimeout when the answer is given up; longer than {@code statementTimeout}, so that a
 *     slow server is told from a silent one
 */
public record PostgresSettings(
    String url,
    @Nullable String user,
    @Nullable Secret password,
    int poolSize,
    Duration acquireTimeout,
    Duration connectTimeout,
    Duration statementTimeout,
    Duration socketTimeout) {

  /** The connections of a process where nothing is configured. */
  public static final int DEFAULT_POOL_SIZE = 10;

  private static final Duration LEAST_ACQUIRE = Duration.ofMillis(250);
  private static final Duration LEAST_CONNECT = Duration.ofSeconds(1);

  public PostgresSettings {
    requireNonNull(url, "url");
    PostgresUrl.requireBare(url);
    if (poolSize < 1) {
      throw new IllegalArgumentException("poolSize: %d (expected: 1 or more)".formatted(poolSize));
    }
    atLeast("acquireTimeout", acquireTimeout, LEAST_ACQUIRE);
    atLeast("connectTimeout", connectTimeout, LEAST_CONNECT);
    atLeast("statementTimeout", statementTimeout, Duration.ofMillis(1));
    atLeast("socketTimeout", socketTimeout, statementTimeout.plusMillis(1));
  }

  /** This database, with the timeouts and the pool that suit most. */
  public static PostgresSettings of(PostgresUrl url) {
    return new PostgresSettings(
        url.jdbc(),
        url.user(),
        url.password(),
        DEFAULT_POOL_SIZE,
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(2),
        Duration.ofSeconds(3));
  }

  /** The same with that many connections. */
  public PostgresSettings withPoolSize(int size) {
    return new PostgresSettings(
        url, user, password, size, acquireTimeout, connectTimeout, statementTimeout, socketTimeout);
  }

  /** The same with these waits: for a connection, for the server's work, and for its answer. */
  public PostgresSettings withTimeouts(Duration acquire, Duration statement, Duration socket) {
    return new PostgresSettings(
        url, user, password, poolSize, acquire, connectTimeout, statement, socket);
  }

  private static void atLeast(String name, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "%s: %s (expected: at least %s)".formatted(name, value, least));
    }
  }
}
