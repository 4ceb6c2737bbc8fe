package dev.headgate.storage.redis.connection;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.BaseConfig;
import org.redisson.config.Config;
import org.redisson.config.DelayStrategy;
import org.redisson.config.EqualJitterDelay;
import org.redisson.config.ReadMode;

/** The driver's configuration: no retries, no waiting for a server that is away, small pools. */
final class Clients {

  private static final int NETTY_THREADS = 4;
  private static final int LISTENER_THREADS = 4;
  private static final int SUBSCRIPTION_POOL = 4;

  /** How often resting connections are tried, so that one that leads nowhere is found. */
  private static final int PING_MILLIS = 3_000;

  /** How often the addresses of endpoints, and the topology of a cluster, are looked at. */
  private static final int WATCH_MILLIS = 2_000;

  private static final DelayStrategy RECONNECT =
      new EqualJitterDelay(Duration.ofMillis(50), Duration.ofSeconds(1));

  private Clients() {}

  static Config configuration(RedisSettings settings, List<URI> nodes) {
    Config config = new Config();
    config.setLazyInitialization(true);
    config.setCodec(ByteArrayCodec.INSTANCE);
    config.setNettyThreads(NETTY_THREADS);
    config.setThreads(LISTENER_THREADS);
    config.setReferenceEnabled(false);
    config.setUseThreadClassLoader(false);
    config.setUsername(settings.user());
    if (settings.password() != null) {
      config.setPassword(settings.password().reveal());
    }
    if (settings.isCluster()) {
      cluster(config, settings);
    } else {
      server(config, settings, nodes.get(0));
    }
    return config;
  }

  private static void server(Config config, RedisSettings settings, URI node) {
    var server = config.useSingleServer();
    common(server, settings);
    server
        .setAddress(node.toString())
        .setDatabase(settings.database())
        .setConnectionPoolSize(settings.poolSize())
        .setConnectionMinimumIdleSize(1)
        .setSubscriptionConnectionPoolSize(SUBSCRIPTION_POOL)
        .setDnsMonitoringInterval(WATCH_MILLIS);
  }

  private static void cluster(Config config, RedisSettings settings) {
    var cluster = config.useClusterServers();
    common(cluster, settings);
    cluster.setNodeAddresses(settings.nodes().stream().map(URI::toString).toList());
    cluster
        .setReadMode(ReadMode.MASTER)
        .setScanInterval(WATCH_MILLIS)
        .setMasterConnectionPoolSize(settings.poolSize())
        .setMasterConnectionMinimumIdleSize(1)
        .setSlaveConnectionMinimumIdleSize(1)
        .setSubscriptionConnectionPoolSize(SUBSCRIPTION_POOL);
  }

  private static void common(BaseConfig<?> common, RedisSettings settings) {
    common.setConnectTimeout(Math.toIntExact(settings.connectTimeout().toMillis()));
    // Half for the connection and half for the answer, and a little less, so that the caller is
    // told
    // which of them it was before he gives up.
    common.setTimeout(Math.toIntExact(settings.responseTimeout().toMillis() * 45 / 100));
    common.setRetryAttempts(0);
    common.setReconnectionDelay(RECONNECT);
    common.setPingConnectionInterval(PING_MILLIS);
    common.setClientName("headgate");
  }
}
