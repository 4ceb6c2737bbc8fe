package dev.headgate.storage.redis.queue;

import dev.headgate.core.storage.StorageFailure;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether a Redis keeps what it has taken: with an append-only file, and without evicting
 * keys. It asks what every user may ask, {@code INFO}, at the server that has the queue.
 *
 * <p>Thread-safe.
 */
public final class RedisDurability implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisDurability.class);
  private static final RedisScript INFO = RedisScript.load(RedisDurability.class, "durability.lua");

  /** How long to wait after a failure, twice as long after each further one up to the longest. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final RedisConnection connection;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** What is to be known of this Redis. */
  public RedisDurability(RedisConnection connection) {
    this.connection = connection;
  }

  /**
   * What would lose tasks, as sentences for an operator; empty where nothing would.
   *
   * @throws StorageFailure if Redis cannot be asked, or does not tell
   */
  public List<String> shortcomings() {
    var reply = INFO.ask(connection, List.of(connection.key(RedisTaskQueue.TAG)));
    String info = reply.text(0) + reply.text(1);
    List<String> shortcomings = new ArrayList<>();
    if (info.contains("aof_enabled:0")) {
      shortcomings.add(
          "it keeps no append-only file, so a restart loses tasks (expected: appendonly yes, with"
              + " appendfsync everysec or always)");
    }
    info.lines()
        .filter(line -> line.startsWith("maxmemory_policy:"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .filter(policy -> !policy.equals("noeviction"))
        .map(policy ->
            "maxmemory-policy is %s, so tasks are lost when its memory is full (expected: noeviction)"
                .formatted(policy))
        .forEach(shortcomings::add);
    return List.copyOf(shortcomings);
  }

  /** Warns of what would lose tasks as soon as Redis tells; ends when this is closed. */
  public void warnWhenReachable() {
    try {
      Duration pause = PAUSE;
      while (!warned() && !closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private boolean warned() {
    try {
      shortcomings()
          .forEach(shortcoming -> LOG.warn("redis does not keep tasks safe: {}", shortcoming));
      return true;
    } catch (StorageFailure failed) {
      LOG.debug("redis did not tell how it keeps its data", failed);
      return false;
    }
  }
}
