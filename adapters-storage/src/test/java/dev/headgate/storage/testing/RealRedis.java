package dev.headgate.storage.testing;

import dev.headgate.core.storage.StoreUrl;
import dev.headgate.storage.redis.connection.RedisSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis server for the tests of this JVM: the one that {@value #URL} names, else a container
 * where Docker answers, else the binary among the test dependencies. Which one it is is printed
 * once.
 *
 * <p>Tests keep apart by prefixes of their own.
 */
public final class RealRedis {

  /** Names a server to use, as {@code redis://[user:password@]host:port}. */
  public static final String URL = "HEADGATE_TEST_REDIS_URL";

  private final RedisSettings server;

  private RealRedis(RedisSettings server) {
    this.server = server;
  }

  /** The server that the tests of this JVM share; started by the first call. */
  public static RealRedis shared() {
    return Shared.INSTANCE;
  }

  /**
   * A server of the test's own, which it may stop, kill, freeze and start again; it keeps nothing
   * over that.
   *
   * @param options as in the server's configuration file, such as {@code requirepass secret}
   */
  public static OwnRedis own(String... options) {
    String[] all = new String[options.length + 1];
    all[0] = "save ";
    System.arraycopy(options, 0, all, 1, options.length);
    return new OwnRedis(RedisProcess.start(all));
  }

  /**
   * A server of the test's own that speaks TLS on a second port, {@link OwnRedis#tlsPort}.
   *
   * @throws IllegalStateException if this machine's binary cannot
   */
  public static OwnRedis secured(TestCertificate certificate, String... options) {
    return new OwnRedis(RedisProcess.secured(certificate, options));
  }

  /** A server of the test's own whose every write is on disk before it is answered. */
  public static OwnRedis durable() {
    return new OwnRedis(RedisProcess.start("appendonly yes", "appendfsync always"));
  }

  /** A primary and a replica of the test's own. */
  public static ReplicatedRedis replicated() {
    return ReplicatedRedis.start();
  }

  /** A cluster of the test's own. */
  public static RedisCluster cluster() {
    return RedisCluster.start();
  }

  /** The cluster that the tests of this JVM share, with a prefix that nobody else uses. */
  public static RedisSettings inCluster() {
    return SharedCluster.INSTANCE
        .settings()
        .withPrefix(freshPrefix())
        .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(10));
  }

  /** How the shared server is reached, with a prefix that nobody else uses. */
  public RedisSettings settings() {
    return server.withPrefix(freshPrefix());
  }

  private static String freshPrefix() {
    return "test-" + UUID.randomUUID() + ":";
  }

  /** Its processes end with this one. */
  private static final class SharedCluster {
    static final RedisCluster INSTANCE = cluster();
  }

  private static final class Shared {
    static final RealRedis INSTANCE = start();

    private static RealRedis start() {
      String url = System.getenv(URL);
      if (url != null && !url.isBlank()) {
        return chosen(named(StoreUrl.redis(url)), "the server that " + URL + " names");
      }
      @Nullable URI container = DockerRedis.start();
      if (container != null) {
        return chosen(RedisSettings.of(List.of(container)), "a container");
      }
      return chosen(RealRedis.own().settings(), "embedded");
    }

    private static RealRedis chosen(RedisSettings server, String what) {
      System.out.println("Redis for the tests: " + what);
      return new RealRedis(server);
    }

    private static RedisSettings named(StoreUrl url) {
      int port = url.port() < 0 ? 6379 : url.port();
      return RedisSettings.of(
              List.of(URI.create("%s://%s:%d".formatted(url.scheme(), url.host(), port))))
          .withCredentials(url.user(), url.password());
    }
  }
}
