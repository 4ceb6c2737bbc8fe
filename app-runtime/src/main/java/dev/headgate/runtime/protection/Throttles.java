package dev.headgate.runtime.protection;

import dev.headgate.core.limit.ByteThrottle;
import dev.headgate.core.limit.CallerThrottles;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What holds bytes to a rate in this process, each under the name of the resource that it spares,
 * one of few. Thread-safe.
 */
public final class Throttles {
  private final InstantSource clock;
  private final Map<String, ByteThrottle> throttles = new ConcurrentHashMap<>();
  private final Map<String, CallerThrottles> callers = new ConcurrentHashMap<>();

  /** None yet. */
  public Throttles(InstantSource clock) {
    this.clock = clock;
  }

  /** The throttle of that name, made at that rate where there is none yet; 0: any rate. */
  public ByteThrottle of(String resource, long bytesPerSecond) {
    return throttles.computeIfAbsent(resource, _ -> ByteThrottle.of(bytesPerSecond, clock));
  }

  /** The same, with one for each caller. */
  public CallerThrottles ofCallers(String resource, long bytesPerSecond) {
    return callers.computeIfAbsent(resource, _ -> new CallerThrottles(bytesPerSecond, clock));
  }

  /** What passed each so far. */
  Map<String, Passed> passed() {
    Map<String, Passed> all = new TreeMap<>();
    throttles.forEach((name, one) -> all.put(name, new Passed(one.bytes(), one.waited())));
    callers.forEach((name, many) -> all.put(name, new Passed(many.bytes(), many.waited())));
    return all;
  }

  /** So many bytes, which waited for so long. */
  record Passed(long bytes, Duration waited) {}
}
