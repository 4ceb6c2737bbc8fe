package dev.headgate.runtime.logging;

import dev.headgate.core.telemetry.Decisions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of which an operator wants to see every decision, by their ids. What is decided
 * about one goes to the logger {@link Logging#DECISIONS} at DEBUG, whatever the level of the others
 * is; secrets are masked there as in every line.
 *
 * <p>Bounded: {@value #MOST} ids, each for an hour at most. Thread-safe. While nobody is watched,
 * being told costs a look at an empty map.
 */
public final class WatchedRequests implements Decisions {
  /** How many may be watched at once. */
  public static final int MOST = 100;

  /** For how long one may be watched. */
  public static final Duration LONGEST = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(Logging.DECISIONS);

  private final ReentrantLock changes = new ReentrantLock();
  private final ConcurrentHashMap<String, Instant> watched = new ConcurrentHashMap<>();
  private final InstantSource clock;

  public WatchedRequests(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Watches the requests of this id for so long from now.
   *
   * @return whether there was room for it
   */
  public boolean watch(String requestId, Duration length) {
    if (length.isNegative() || length.isZero() || length.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "length: %s (expected: more than 0, at most %s)".formatted(length, LONGEST));
    }
    Instant now = clock.instant();
    changes.lock();
    try {
      watched.values().removeIf(end -> !now.isBefore(end));
      if (watched.size() >= MOST && !watched.containsKey(requestId)) {
        return false;
      }
      watched.put(requestId, now.plus(length));
      return true;
    } finally {
      changes.unlock();
    }
  }

  /** Watches them no longer; answers whether it did. */
  public boolean forget(String requestId) {
    return watched.remove(requestId) != null;
  }

  /** Who is watched, and until when. */
  public Map<String, Instant> all() {
    Instant now = clock.instant();
    Map<String, Instant> all = new TreeMap<>(watched);
    all.values().removeIf(end -> !now.isBefore(end));
    return all;
  }

  @Override
  public void decided(String requestId, Supplier<String> decision) {
    if (watched.isEmpty()) {
      return;
    }
    Instant end = watched.get(requestId);
    if (end != null && clock.instant().isBefore(end)) {
      LOG.atDebug().addKeyValue(Logging.REQUEST_ID, requestId).log(decision.get());
    }
  }
}
