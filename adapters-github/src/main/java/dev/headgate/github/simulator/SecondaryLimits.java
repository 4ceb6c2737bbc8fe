package dev.headgate.github.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The secondary limits: requests in flight, points per minute and endpoint, content creation. A
 * principal that breaks a points or content limit stays refused for a pause. Safe for many threads.
 */
final class SecondaryLimits {
  private static final int MOST = 50_000;

  /** Why a request was refused. */
  enum Cause {
    CONCURRENCY,
    POINTS,
    GRAPHQL_POINTS,
    CONTENT
  }

  /** A refusal, with the seconds that the client shall wait. */
  record Refusal(Cause cause, long retryAfter) {}

  private record Pause(Cause cause, Instant until) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Integer> inFlight = new HashMap<>();
  private final Map<String, SlidingWindow> points = new HashMap<>();
  private final Map<String, SlidingWindow> content = new HashMap<>();
  private final Map<String, Pause> pauses = new HashMap<>();

  /** Counts the request in; {@link #leave} must follow, whatever the answer is. */
  Optional<Refusal> enter(
      Principal principal,
      String endpoint,
      int cost,
      boolean creates,
      boolean graphql,
      SimulatorLimits limits,
      Instant now) {
    lock.lock();
    try {
      int flying = inFlight.merge(principal.key(), 1, Integer::sum);
      if (flying > limits.concurrency()) {
        return Optional.of(new Refusal(Cause.CONCURRENCY, limits.secondaryPause().toSeconds()));
      }
      makeRoom(now);
      String place = principal.key() + (graphql ? " graphql" : " " + endpoint);
      Optional<Refusal> paused = paused(principal.key() + " content", creates, now);
      paused = paused.isPresent() ? paused : paused(place, true, now);
      if (paused.isPresent()) {
        return paused;
      }
      if (creates && !createsWithin(principal.key(), limits, now)) {
        return pause(principal.key() + " content", Cause.CONTENT, limits, now);
      }
      int limit = graphql ? limits.graphqlPoints() : limits.restPoints();
      return window(points, place, Duration.ofMinutes(1)).add(cost, limit, now)
          ? Optional.empty()
          : pause(place, graphql ? Cause.GRAPHQL_POINTS : Cause.POINTS, limits, now);
    } finally {
      lock.unlock();
    }
  }

  void leave(Principal principal) {
    lock.lock();
    try {
      inFlight.computeIfPresent(
          principal.key(), (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    } finally {
      lock.unlock();
    }
  }

  /** The points of the last minute and the most of any minute, by principal and endpoint. */
  Map<String, List<Integer>> pointsPerMinute(Instant now) {
    lock.lock();
    try {
      Map<String, List<Integer>> result = new TreeMap<>();
      points.forEach((place, window) -> result.put(place, both(window, now)));
      return result;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets points, content and pauses, not what is in flight. */
  void clear() {
    lock.lock();
    try {
      points.clear();
      content.clear();
      pauses.clear();
    } finally {
      lock.unlock();
    }
  }

  private static List<Integer> both(SlidingWindow window, Instant now) {
    List<Integer> pair = new ArrayList<>();
    pair.add(window.sum(now));
    pair.add(window.highest());
    return pair;
  }

  private boolean createsWithin(String principal, SimulatorLimits limits, Instant now) {
    return window(content, principal + " minute", Duration.ofMinutes(1))
            .add(1, limits.contentPerMinute(), now)
        && window(content, principal + " hour", Duration.ofHours(1))
            .add(1, limits.contentPerHour(), now);
  }

  private Optional<Refusal> paused(String key, boolean applies, Instant now) {
    Pause pause = pauses.get(key);
    if (pause == null || !applies || !now.isBefore(pause.until())) {
      return Optional.empty();
    }
    long seconds = Duration.between(now, pause.until()).toSeconds();
    return Optional.of(new Refusal(pause.cause(), Math.max(1, seconds)));
  }

  private Optional<Refusal> pause(String key, Cause cause, SimulatorLimits limits, Instant now) {
    pauses.put(key, new Pause(cause, now.plus(limits.secondaryPause())));
    return Optional.of(new Refusal(cause, Math.max(1, limits.secondaryPause().toSeconds())));
  }

  private static SlidingWindow window(
      Map<String, SlidingWindow> windows, String key, Duration length) {
    return windows.computeIfAbsent(key, first -> new SlidingWindow(length));
  }

  private void makeRoom(Instant now) {
    if (points.size() > MOST || content.size() > MOST) {
      points.values().removeIf(window -> window.sum(now) == 0);
      content.values().removeIf(window -> window.sum(now) == 0);
    }
    if (points.size() > MOST || content.size() > MOST || pauses.size() > MOST) {
      points.clear();
      content.clear();
      pauses.clear();
    }
  }
}
