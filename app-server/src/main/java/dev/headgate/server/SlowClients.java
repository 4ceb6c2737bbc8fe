package dev.headgate.server;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections whose clients send or take less than {@value #SLOWEST} bytes per second for
 * half a minute on end: just enough, now and then, not to be idle. What they hold meanwhile is
 * little, but it could be held by many for ever. While nearly as many are connected as may be,
 * those that have been idle for some seconds are closed as well, to let others in.
 *
 * <p>A client that waits for its answer, or for its next request, sends nothing and is left alone;
 * so is one whose bytes are not asked for yet, or whose answer waits for GitHub. For one thread,
 * which is this object's own.
 */
final class SlowClients implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SlowClients.class);
  private static final int SLOWEST = 1024;
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** One piece that is small is no trickle. */
  private static final int PIECES = 3;

  /** How long one may be idle in a crowd. */
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final int crowd;
  private final ServerConnector[] connectors;
  private final InstantSource clock;
  private final ScheduledExecutorService thread =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("slow-clients").factory());
  private Map<EndPoint, Watched> watched = new HashMap<>();

  /** Looks after these connectors, which may have so many connections together. */
  SlowClients(int most, InstantSource clock, ServerConnector... connectors) {
    this.crowd = most - most / 10;
    this.clock = clock;
    this.connectors = connectors.clone();
  }

  void start() {
    long nanos = LOOK.toNanos();
    var _ = thread.scheduleWithFixedDelay(this::attempt, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void attempt() {
    try {
      look(clock.instant());
    } catch (RuntimeException bug) {
      // The next look must come all the same.
      LOG.error("connections could not be looked at", bug);
    }
  }

  /** Looks at every open connection once. */
  void look(Instant now) {
    int open = 0;
    for (ServerConnector connector : connectors) {
      open += connector.getConnectedEndPoints().size();
    }
    Map<EndPoint, Watched> still = new HashMap<>();
    for (ServerConnector connector : connectors) {
      for (EndPoint peer : connector.getConnectedEndPoints()) {
        Watched next = watched.getOrDefault(peer, Watched.NEW).next(Figures.of(peer), now);
        if (next.tooSlow(now)) {
          LOG.info(
              "a client of {} is too slow and its connection is closed",
              peer.getRemoteSocketAddress());
          peer.close(new SlowClient());
        } else if (open >= crowd && next.idle(now)) {
          peer.close();
        } else {
          still.put(peer, next);
        }
      }
    }
    watched = still;
  }

  /**
   * What a connection has moved; {@code waiting} while no request is under way, {@code wanted}
   * while more bytes are waited for, {@code taking} while some wait for the client to take them.
   */
  private record Figures(
      long in,
      long out,
      long messages,
      boolean waiting,
      boolean wanted,
      boolean taking,
      boolean framed) {
    static Figures of(EndPoint peer) {
      Connection outer = peer.getConnection();
      Connection inner =
          outer instanceof SslConnection tls ? tls.getSslEndPoint().getConnection() : outer;
      boolean taking =
          peer instanceof AbstractEndPoint channel && channel.getWriteFlusher().isPending();
      boolean wanted = peer instanceof AbstractEndPoint channel && channel.isFillInterested();
      return new Figures(
          outer == null ? 0 : outer.getBytesIn(),
          outer == null ? 0 : outer.getBytesOut(),
          inner == null ? 0 : inner.getMessagesIn(),
          inner == null || inner.getMessagesIn() == inner.getMessagesOut(),
          wanted,
          taking,
          inner instanceof HTTP2Connection);
    }
  }

  /** A connection at its last look, and since when it has been slow. */
  private record Watched(
      @Nullable Figures figures,
      @Nullable Instant sending,
      int pieces,
      @Nullable Instant taking,
      @Nullable Instant idle) {
    static final Watched NEW = new Watched(null, null, 0, null, null);

    Watched next(Figures now, Instant instant) {
      Figures last = figures;
      if (last == null) {
        return new Watched(now, null, 0, null, now.waiting ? instant : null);
      }
      boolean still = now.waiting && now.in == last.in && now.out == last.out;
      Instant rests = still ? (idle == null ? instant : idle) : null;
      long least = SLOWEST * LOOK.toSeconds();
      boolean slowOut = now.taking && last.taking && now.out - last.out < least;
      Instant takes = slowOut ? (taking == null ? instant : taking) : null;
      long came = now.in - last.in;
      // HTTP/2 sends small frames to keep a connection; its streams have idle times of their own.
      boolean fast =
          now.framed
              || !now.wanted
              || !last.wanted
              || came >= least
              || now.messages != last.messages;
      if (fast) {
        return new Watched(now, null, 0, takes, rests);
      }
      Instant sends = came > 0 && sending == null ? instant : sending;
      return new Watched(now, sends, pieces + (came > 0 ? 1 : 0), takes, rests);
    }

    boolean tooSlow(Instant now) {
      return past(taking, PATIENCE, now) || (pieces >= PIECES && past(sending, PATIENCE, now));
    }

    boolean idle(Instant now) {
      return past(idle, IDLE, now);
    }

    private static boolean past(@Nullable Instant since, Duration time, Instant now) {
      return since != null && !now.isBefore(since.plus(time));
    }
  }

  private static final class SlowClient extends IOException {
    private static final long serialVersionUID = 1L;

    SlowClient() {
      super("the client is too slow");
    }
  }
}
