package dev.headgate.github.upstream;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;

/**
 * Breaks a call off when its answer's header takes too long, from the connection to the last byte
 * of the header. OkHttp's own times do not say that: a read timeout starts anew with every byte
 * that drips in, and a call timeout includes the body.
 *
 * <p>Started and stopped by the call's thread; expires on another.
 */
final class HeaderWatch {
  private static final long LONGEST = TimeUnit.DAYS.toNanos(365);

  private final Deadlines deadlines;
  private final long patience;
  private volatile @Nullable Call call;
  private volatile long deadline;
  private volatile boolean expired;
  private boolean running;

  HeaderWatch(Deadlines deadlines, Duration patience) {
    this.deadlines = deadlines;
    this.patience = nanos(patience);
  }

  /** The duration in nanoseconds, kept within what can be added to a clock. */
  static long nanos(Duration duration) {
    if (duration.compareTo(Duration.ofNanos(LONGEST)) >= 0) {
      return LONGEST;
    }
    return Math.max(1, duration.toNanos());
  }

  /** Starts the time for {@code watched}. */
  void start(Call watched) {
    call = watched;
    start();
  }

  /** Starts the time anew. */
  void start() {
    deadline = System.nanoTime() + patience;
    running = true;
    deadlines.watch(this);
  }

  /** Stops the time; true when it was up before. */
  boolean stop() {
    if (running) {
      running = false;
      expired |= !deadlines.forget(this);
    }
    return expired;
  }

  /** Whether the call was broken off. */
  boolean expired() {
    return expired;
  }

  /** Whether the time is up at {@code now}, by the machine's own clock. */
  boolean due(long now) {
    return deadline - now <= 0;
  }

  /** Breaks the call off. */
  void expire() {
    expired = true;
    @Nullable Call late = call;
    if (late != null) {
      late.cancel();
    }
  }
}
