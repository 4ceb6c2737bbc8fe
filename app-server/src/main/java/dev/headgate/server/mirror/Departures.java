package dev.headgate.server.mirror;

import dev.headgate.server.pipeline.Exchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Notices clients that leave while they wait for an answer. HTTP/2 says so; from an HTTP/1.1
 * connection nobody reads meanwhile. Twice a second each one that has waited for half a second is
 * asked for a single byte: the end of the stream means that nobody waits any more, and fails the
 * request as a reset stream would. A client that closes only its own direction is taken to have
 * left, as nginx does. A byte that is there begins the next request: it is given to the connection,
 * which parses it later, and its client is not asked again.
 *
 * <p>Safe for use by several threads. A look never blocks and never overlaps the answer.
 */
final class Departures {
  private static final Duration ROUND = Duration.ofMillis(500);

  private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

  /** Looks at those who wait for as long as {@code scheduler} runs. */
  void watch(Scheduler scheduler) {
    scheduler.schedule(
        () -> {
          watch(scheduler);
          waiting.forEach(Waiting::look);
        },
        ROUND.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /** The client waits from now on until the result is closed; nothing may be written before. */
  Waiting waits(Exchange exchange) {
    Waiting client = new Waiting(exchange);
    if (client.connection != null) {
      waiting.add(client);
    }
    return client;
  }

  /** One client that waits. */
  final class Waiting implements AutoCloseable {
    private final Exchange exchange;
    private final @Nullable HttpConnection connection;
    private final ReentrantLock looking = new ReentrantLock();
    private boolean over;

    private Waiting(Exchange exchange) {
      this.exchange = exchange;
      connection =
          exchange.getConnectionMetaData().getConnection() instanceof HttpConnection http
              ? http
              : null;
    }

    /** It gets its answer now; the connection is Jetty's alone again. */
    @Override
    public void close() {
      if (connection != null) {
        waiting.remove(this);
        looking.lock();
        try {
          over = true;
        } finally {
          looking.unlock();
        }
      }
    }

    private void look() {
      if (exchange.elapsed().compareTo(ROUND) < 0 || !looking.tryLock()) {
        return;
      }
      try {
        if (!over && left()) {
          over = true;
          @Nullable Runnable told =
              HttpChannel.from(exchange).onRemoteFailure(new EofException("the client has left"));
          if (told != null) {
            told.run();
          }
        }
      } finally {
        looking.unlock();
      }
    }

    private boolean left() {
      if (connection == null || !connection.isRequestBufferEmpty()) {
        return false;
      }
      EndPoint client = connection.getEndPoint();
      ByteBuffer next = BufferUtil.allocate(1);
      try {
        int read = client.fill(next);
        if (read > 0) {
          connection.onUpgradeTo(next);
        }
        return read < 0;
      } catch (IOException broken) {
        return true;
      }
    }
  }
}
