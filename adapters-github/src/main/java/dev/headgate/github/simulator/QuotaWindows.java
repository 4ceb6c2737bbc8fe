package dev.headgate.github.simulator;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The primary quotas: a fixed window per principal and resource that begins with its first request.
 * A charge is decided atomically, so that no race grants more than the limit.
 */
final class QuotaWindows {
  private static final int MOST = 200_000;

  private record Key(String principal, Resource resource) {}

  private record Window(long reset, int used) {}

  private final Map<Key, Window> windows = new ConcurrentHashMap<>();
  private final Map<String, SimulatorLimits> limitsOfPrincipal = new ConcurrentHashMap<>();
  private volatile SimulatorLimits limits;

  QuotaWindows(SimulatorLimits limits) {
    this.limits = limits;
  }

  SimulatorLimits limits() {
    return limits;
  }

  SimulatorLimits limits(Principal principal) {
    return limitsOfPrincipal.getOrDefault(principal.name(), limits);
  }

  SimulatorLimits limits(String principalName) {
    return limitsOfPrincipal.getOrDefault(principalName, limits);
  }

  void limits(SimulatorLimits values) {
    limits = values;
  }

  void limits(String principalName, SimulatorLimits values) {
    if (limitsOfPrincipal.size() < MOST) {
      limitsOfPrincipal.put(principalName, values);
    }
  }

  /** Takes {@code cost} from the window if the window has it. */
  Quota charge(Principal principal, Resource resource, int cost, Instant now) {
    int limit = limits(principal).limit(resource, principal.authenticated());
    AtomicReference<Quota> decided = new AtomicReference<>(quota(principal, resource, now));
    dropEnded(now);
    windows.compute(
        new Key(principal.key(), resource),
        (key, old) -> {
          Window window = old == null ? fresh(principal, resource, now) : current(old, key, now);
          boolean exhausted = (long) window.used() + cost > limit;
          Window next = exhausted ? window : new Window(window.reset(), window.used() + cost);
          decided.set(new Quota(resource, limit, next.used(), next.reset(), exhausted));
          return next;
        });
    return decided.get();
  }

  /** Gives back a charge of one request: an authorised 304 is free. */
  Quota refund(Principal principal, Quota charged) {
    windows.computeIfPresent(
        new Key(principal.key(), charged.resource()),
        (key, window) ->
            window.reset() == charged.reset()
                ? new Window(window.reset(), Math.max(0, window.used() - 1))
                : window);
    return new Quota(
        charged.resource(),
        charged.limit(),
        Math.max(0, charged.used() - 1),
        charged.reset(),
        false);
  }

  /** The window as it stands, without a charge. */
  Quota quota(Principal principal, Resource resource, Instant now) {
    Window old = windows.get(new Key(principal.key(), resource));
    Window window = old == null || ended(old, now) ? fresh(principal, resource, now) : old;
    int limit = limits(principal).limit(resource, principal.authenticated());
    return new Quota(resource, limit, window.used(), window.reset(), false);
  }

  /** Begins new windows for everybody; limits stay. */
  void clear() {
    windows.clear();
  }

  void reset(SimulatorLimits values) {
    windows.clear();
    limitsOfPrincipal.clear();
    limits = values;
  }

  private Window current(Window old, Key key, Instant now) {
    return ended(old, now)
        ? new Window(end(limits.windowOf(key.resource()).toSeconds(), now), 0)
        : old;
  }

  private Window fresh(Principal principal, Resource resource, Instant now) {
    return new Window(end(limits(principal).windowOf(resource).toSeconds(), now), 0);
  }

  private void dropEnded(Instant now) {
    if (windows.size() > MOST) {
      windows.values().removeIf(window -> ended(window, now));
    }
    if (windows.size() > MOST) {
      windows.clear();
    }
  }

  private static boolean ended(Window window, Instant now) {
    return now.getEpochSecond() >= window.reset();
  }

  private static long end(long seconds, Instant now) {
    return now.getEpochSecond() + Math.max(1, seconds);
  }
}
