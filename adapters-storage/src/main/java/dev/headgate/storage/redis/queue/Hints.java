package dev.headgate.storage.redis.queue;

import dev.headgate.storage.redis.connection.RedisConnection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Those in this process who want to hear of new work: they share one subscription, which begins
 * with the first of them and ends with the last. Thread-safe.
 */
final class Hints {
  private final RedisConnection connection;
  private final String channel;
  private final Map<Object, Runnable> listeners = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Subscription subscription;

  Hints(RedisConnection connection, String channel) {
    this.connection = connection;
    this.channel = channel;
  }

  /** Calls it from now on; returns what ends that. */
  Runnable listen(Runnable hint) {
    Object listener = new Object();
    lock.lock();
    try {
      listeners.put(listener, hint);
      if (subscription == null) {
        subscription = new Subscription(connection, channel, this::tell);
      }
    } finally {
      lock.unlock();
    }
    return () -> forget(listener);
  }

  private void forget(Object listener) {
    lock.lock();
    try {
      listeners.remove(listener);
      if (listeners.isEmpty() && subscription != null) {
        subscription.close();
        subscription = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private void tell() {
    listeners.values().forEach(Runnable::run);
  }
}
