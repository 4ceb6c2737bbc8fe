package dev.headgate.storage.redis.connection;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.identity.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is, and how long it may take.
 *
 * @param nodes {@code redis://host:port}, or {@code rediss:} over TLS, whose certificate is
 *     checked: one server or primary endpoint, or several nodes of one cluster; without credentials
 * @param reader the endpoint of the primary's replicas, in the same form; null: there is none
 * @param user the user of Redis' access lists; null: the default user
 * @param password null where the server asks for none
 * @param database the number of the database; 0 in a cluster
 * @param poolSize how many connections one process holds at most to each server
 * @param connectTimeout how long opening a connection may take; at least 10 ms
 * @param responseTimeout how long a call may take: half of it for a free connection, half for the
 *     answer; at least 10 ms
 * @param prefix what the names of all keys begin with
 */
public record RedisSettings(
    List<URI> nodes,
    @Nullable URI reader,
    @Nullable String user,
    @Nullable Secret password,
    int database,
    int poolSize,
    Duration connectTimeout,
    Duration responseTimeout,
    String prefix) {

  /** What keys begin with where nothing is configured. */
  public static final String DEFAULT_PREFIX = "headgate:";

  /** The connections of a process to each server where nothing is configured. */
  public static final int DEFAULT_POOL_SIZE = 16;

  private static final Duration LEAST = Duration.ofMillis(10);

  public RedisSettings {
    nodes = List.copyOf(nodes);
    requireNonNull(prefix, "prefix");
    check(!nodes.isEmpty(), "nodes", nodes, "at least one");
    for (URI node : nodes) {
      check(isBare(node), "nodes", node.getScheme(), "redis://host:port or rediss://host:port");
    }
    check(reader == null || isBare(reader), "reader", "given", "redis://host:port, or rediss:");
    check(reader == null || nodes.size() == 1, "reader", reader, "none beside a cluster");
    check(database >= 0, "database", database, "0 or more");
    check(database == 0 || nodes.size() == 1, "database", database, "0 in a cluster");
    check(poolSize >= 1, "poolSize", poolSize, "1 or more");
    check(connectTimeout.compareTo(LEAST) >= 0, "connectTimeout", connectTimeout, "at least 10 ms");
    check(
        responseTimeout.compareTo(LEAST) >= 0,
        "responseTimeout",
        responseTimeout,
        "at least 10 ms");
    check(
        prefix.chars().noneMatch(c -> c == '{' || c == '}'),
        "prefix",
        prefix,
        "no braces, they" + " would change which keys a cluster keeps together");
  }

  /** These nodes, with the timeouts and the pool that suit most. */
  public static RedisSettings of(List<URI> nodes) {
    return new RedisSettings(
        nodes,
        null,
        null,
        null,
        0,
        DEFAULT_POOL_SIZE,
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        DEFAULT_PREFIX);
  }

  /** The same with an endpoint for reads that may be a moment old. */
  public RedisSettings withReader(@Nullable URI endpoint) {
    return new RedisSettings(
        nodes,
        endpoint,
        user,
        password,
        database,
        poolSize,
        connectTimeout,
        responseTimeout,
        prefix);
  }

  /** The same with these credentials. */
  public RedisSettings withCredentials(@Nullable String name, @Nullable Secret secret) {
    return new RedisSettings(
        nodes, reader, name, secret, database, poolSize, connectTimeout, responseTimeout, prefix);
  }

  /** The same in that database. */
  public RedisSettings withDatabase(int number) {
    return new RedisSettings(
        nodes, reader, user, password, number, poolSize, connectTimeout, responseTimeout, prefix);
  }

  /** The same with that many connections. */
  public RedisSettings withPoolSize(int size) {
    return new RedisSettings(
        nodes, reader, user, password, database, size, connectTimeout, responseTimeout, prefix);
  }

  /** The same with these waits. */
  public RedisSettings withTimeouts(Duration connect, Duration response) {
    return new RedisSettings(
        nodes, reader, user, password, database, poolSize, connect, response, prefix);
  }

  /** The same with another beginning of all keys. */
  public RedisSettings withPrefix(String start) {
    return new RedisSettings(
        nodes, reader, user, password, database, poolSize, connectTimeout, responseTimeout, start);
  }

  /** Whether the nodes form a cluster. */
  public boolean isCluster() {
    return nodes.size() > 1;
  }

  private static boolean isBare(URI node) {
    return ("redis".equals(node.getScheme()) || "rediss".equals(node.getScheme()))
        && node.getHost() != null
        && node.getPort() > 0
        && node.getUserInfo() == null;
  }

  private static void check(boolean holds, String name, @Nullable Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(name, value, rule));
    }
  }
}
