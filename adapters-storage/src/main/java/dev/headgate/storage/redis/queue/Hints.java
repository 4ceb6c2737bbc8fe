package dev.headgate.storage.redis.queue;

import dev.headgate.storage.redis.connection.RedisConnection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Those in this process who want to hear of new work: they share one subscription, which begins
 * with the first of them and ends with the last. Thread-safe.
 */
final class Hints {
  private final RedisConnection connection;
  private final String channel;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Subscription subscription;

  Hints(RedisConnection connection, String channel) {
    this.connection = connection;
    this.channel = channel;
  }

  /** Calls it from now on; returns what ends that. */
  Runnable listen(Runnable hint) {
    Runnable own = hint::run;
    lock.lock();
    try {
      listeners.add(own);
      if (subscription == null) {
        subscription = new Subscription(connection, channel, this::tell);
      }
    } finally {
      lock.unlock();
    }
    return () -> forget(own);
  }

  private void forget(Runnable hint) {
    lock.lock();
    try {
      listeners.remove(hint);
      if (listeners.isEmpty() && subscription != null) {
        subscription.close();
        subscription = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private void tell() {
    listeners.forEach(Runnable::run);
  }
}
