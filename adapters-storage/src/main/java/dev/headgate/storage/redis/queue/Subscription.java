package dev.headgate.storage.redis.queue;

import dev.headgate.core.thread.Threads;
import dev.headgate.storage.redis.connection.RedisConnection;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RTopic;
import org.redisson.client.RedisException;
import org.redisson.client.codec.ByteArrayCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscription to a channel of Redis that stands until it is closed: it is asked for again until
 * Redis grants it, and the driver renews it with each new connection. Many messages in a short time
 * are told as one.
 */
final class Subscription implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

  /** How long to wait after a failure. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** What comes within this time after a message was told is told together. */
  private static final Duration TOGETHER = Duration.ofMillis(10);

  private final RedisConnection connection;
  private final String channel;
  private final Runnable told;
  private final BlockingQueue<String> messages = new ArrayBlockingQueue<>(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /** Subscribes in a thread of its own; {@code told} is called there. */
  Subscription(RedisConnection connection, String channel, Runnable told) {
    this.connection = connection;
    this.channel = channel;
    this.told = told;
    this.thread = Threads.startLight("redis-hints", this::attend);
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }

  private void attend() {
    try {
      Integer listener = subscribe();
      if (listener != null) {
        try {
          listen();
        } finally {
          end(listener);
        }
      }
    } catch (InterruptedException closing) {
      LOG.trace("the subscription was closed");
    } catch (RedisException gone) {
      LOG.debug("the subscription ended with its connection", gone);
    }
  }

  private void listen() throws InterruptedException {
    do {
      messages.take();
      tell();
    } while (!closed.await(TOGETHER.toMillis(), TimeUnit.MILLISECONDS));
  }

  private @Nullable Integer subscribe() throws InterruptedException {
    do {
      try {
        int listener =
            topic().addListener(byte[].class, (name, message) -> messages.offer("message"));
        // What came before was missed.
        messages.offer("subscribed");
        return listener;
      } catch (RedisException away) {
        LOG.debug("no subscription yet", away);
      }
    } while (!closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    return null;
  }

  private void end(int listener) {
    topic()
        .removeListenerAsync(listener)
        .whenComplete((done, failed) -> {
          if (failed != null) {
            LOG.debug("the subscription ended with its connection", failed);
          }
        });
  }

  private void tell() {
    try {
      told.run();
    } catch (RuntimeException failed) {
      // One listener's mistake must not end the hints of all others.
      LOG.warn("a hint at new work failed", failed);
    }
  }

  private RTopic topic() {
    return connection.client().getTopic(channel, ByteArrayCodec.INSTANCE);
  }
}
