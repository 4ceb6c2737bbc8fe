package dev.headgate.github.upstream;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okio.AsyncTimeout;
import org.jspecify.annotations.Nullable;

/**
 * Breaks a call off when its answer's header takes too long, from the connection to the last byte
 * of the header. OkHttp's own times do not say that: a read timeout starts anew with every byte
 * that drips in, and a call timeout includes the body.
 */
final class HeaderWatch extends AsyncTimeout {
  private static final long LONGEST = TimeUnit.DAYS.toNanos(365);

  private @Nullable Call call;
  private volatile boolean expired;

  HeaderWatch(Duration patience) {
    timeout(nanos(patience), TimeUnit.NANOSECONDS);
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
    enter();
  }

  /** Starts the time anew. */
  void start() {
    enter();
  }

  /** Stops the time; true when it was up before. */
  boolean stop() {
    exit();
    return expired;
  }

  /** Whether the call was broken off. */
  boolean expired() {
    return expired;
  }

  @Override
  protected void timedOut() {
    expired = true;
    if (call != null) {
      call.cancel();
    }
  }
}
