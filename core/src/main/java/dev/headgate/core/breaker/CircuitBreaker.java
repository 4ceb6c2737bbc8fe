package dev.headgate.core.breaker;

import java.time.Duration;
import java.time.Instant;

/**
 * Guards calls to one service: closed it lets them pass, open it refuses them at once, half-open it
 * lets a few probe whether the service has recovered.
 *
 * <p>Every permission must be followed by exactly one of {@link #succeeded}, {@link #failed},
 * {@link #refused} and {@link #released}. Safe for use by several threads; never blocks.
 */
public interface CircuitBreaker {
  /** The service's name, as in metrics. */
  String service();

  /** Asks to make one call. */
  Permission acquire(Instant now);

  /** The permitted call was answered. */
  void succeeded(Duration took, Instant now);

  /** The permitted call failed in a way that speaks against the service. */
  void failed(Duration took, Instant now);

  /**
   * The permitted call was answered by the service's wish to be left alone: that opens it at once
   * for as long, up to an hour, and no evidence from beside makes it shorter.
   *
   * @param retryAfter how long, more than 0
   */
  void refused(Duration took, Duration retryAfter, Instant now);

  /**
   * The permitted call ended in a way that says nothing of the service, such as a fault of this
   * process: no connection left of its own, no answer from its resolver.
   */
  void released();

  /**
   * Evidence from beside the calls, such as a health probe, that the service answers again: an open
   * breaker may go half-open before its time.
   */
  void recovered(Instant now);

  /** What it has counted so far no longer holds: it is closed, whatever it was. */
  void reset(Instant now);

  /** How it stands. */
  BreakerStatus status();

  /** The answer to {@link #acquire}. */
  sealed interface Permission {
    /** Go on. */
    record Permitted() implements Permission {
      /** The one instance that is needed. */
      public static final Permitted INSTANCE = new Permitted();
    }

    /**
     * Do not.
     *
     * @param retryAfter when it is worth asking again, from now
     */
    record Refused(Duration retryAfter) implements Permission {}
  }
}
