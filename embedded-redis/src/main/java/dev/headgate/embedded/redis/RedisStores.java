package dev.headgate.embedded.redis;

import dev.headgate.core.breaker.BreakerBoard;
import dev.headgate.core.cache.SharedResponseCache;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.limit.TokenLeases;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.slot.Slots;
import dev.headgate.embedded.SharedStores;
import dev.headgate.storage.redis.breaker.RedisBreakerBoard;
import dev.headgate.storage.redis.cache.RedisCacheSettings;
import dev.headgate.storage.redis.cache.RedisResponseCache;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisSettings;
import dev.headgate.storage.redis.limit.RedisTokenBuckets;
import dev.headgate.storage.redis.limit.RedisTokenLeases;
import dev.headgate.storage.redis.quota.RedisQuotaLedger;
import dev.headgate.storage.redis.quota.RedisQuotaSettings;
import dev.headgate.storage.redis.slot.RedisSlots;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * What processes share over one Redis: embedded gateways, and Headgate's own servers and workers
 * where they use the same one.
 */
public final class RedisStores implements SharedStores {
  private final RedisConnection connection;

  private RedisStores(RedisConnection connection) {
    this.connection = connection;
  }

  /**
   * Redis at {@code redis://host:port}, or {@code rediss:} over TLS, without a password; nothing is
   * waited for.
   *
   * @throws IllegalArgumentException if it is no such URL
   */
  public static RedisStores connect(String url) {
    return connect(RedisSettings.of(List.of(URI.create(url))));
  }

  /** Redis by these settings: a cluster, a password, other key names. */
  public static RedisStores connect(RedisSettings settings) {
    return new RedisStores(new RedisConnection(settings));
  }

  @Override
  public String name() {
    return RedisConnection.STORE;
  }

  @Override
  public SharedResponseCache cache(long maxBytes, Duration ttl) {
    return new RedisResponseCache(connection, new RedisCacheSettings(maxBytes, ttl));
  }

  @Override
  public QuotaLedger ledger() {
    return new RedisQuotaLedger(connection, RedisQuotaSettings.DEFAULTS);
  }

  @Override
  public TokenBuckets buckets() {
    return new RedisTokenBuckets(connection);
  }

  @Override
  public TokenLeases leases() {
    return new RedisTokenLeases(connection);
  }

  @Override
  public Slots slots() {
    return new RedisSlots(connection);
  }

  @Override
  public BreakerBoard breakers() {
    return new RedisBreakerBoard(connection);
  }

  /** Redis needs nothing. */
  @Override
  public void prepare() {}

  @Override
  public void ping() {
    Boolean unused =
        connection.<Boolean>read(
            client -> client.getBucket(connection.key("ping")).isExistsAsync());
  }

  @Override
  public void close() {
    connection.close();
  }
}
