package dev.headgate.server.health;

import dev.headgate.core.breaker.BreakerStatus;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.cache.CacheUsage;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.gateway.Availability;
import dev.headgate.core.breaker.StoreStatus;
import dev.headgate.runtime.configuration.StorageSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How Headgate and what it depends on are doing: healthy; degraded, when GitHub or a store is away
 * and something else stands in for it. It is never unhealthy while it answers at all, since every
 * port has a substitute.
 */
public final class HealthReport {
  private static final String HEALTHY = "healthy";
  private static final String DEGRADED = "degraded";
  private static final String UNHEALTHY = "unhealthy";

  private final Availability availability;
  private final HealthProbes probes;
  private final CircuitBreakers breakers;
  private final ResponseCache cache;
  private final StorageSettings storage;
  private final Supplier<Map<String, StoreStatus>> stores;

  /** A report over these parts. */
  public HealthReport(
      Availability availability,
      HealthProbes probes,
      CircuitBreakers breakers,
      ResponseCache cache,
      StorageSettings storage,
      Supplier<Map<String, StoreStatus>> stores) {
    this.availability = availability;
    this.probes = probes;
    this.breakers = breakers;
    this.cache = cache;
    this.storage = storage;
    this.stores = stores;
  }

  /** The report, as it is sent. */
  public Map<String, Object> now() {
    boolean offline = availability.offline();
    Map<String, StoreStatus> connected = stores.get();
    List<String> degraded = new ArrayList<>();
    if (offline) {
      degraded.add("github");
    }
    Map<String, Object> components = new LinkedHashMap<>();
    components.put("github", github(offline));
    connected.forEach((name, status) -> components.put(name, store(status)));
    components.put("cache", cache());
    ports()
        .forEach((port, store) -> {
          boolean away = away(connected.get(store));
          components.merge(
              port, Map.of("status", away ? DEGRADED : HEALTHY, "store", store), HealthReport::both);
          if (away) {
            degraded.add(port);
          }
        });
    components.put("breakers", states());
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("status", degraded.isEmpty() ? HEALTHY : DEGRADED);
    report.put("github", offline ? UNHEALTHY : HEALTHY);
    report.put("cache", degraded.contains("cache") ? DEGRADED : HEALTHY);
    report.put("degraded", degraded);
    report.put("components", components);
    return report;
  }

  /** Which store keeps what. */
  private Map<String, String> ports() {
    Map<String, String> ports = new LinkedHashMap<>();
    ports.put("cache", label(storage.cache()));
    ports.put("limits", label(storage.limits()));
    ports.put("quota", label(storage.quota()));
    ports.put("circuits", label(storage.breakers()));
    return ports;
  }

  private static String label(StorageSettings.Store store) {
    return store.name().toLowerCase(Locale.ROOT);
  }

  private static boolean away(@Nullable StoreStatus status) {
    return status != null
        && (status.circuit().state() == BreakerStatus.State.OPEN || !status.latest().succeeded());
  }

  private static Map<String, Object> store(StoreStatus status) {
    Map<String, Object> store = new LinkedHashMap<>();
    store.put("status", away(status) ? UNHEALTHY : HEALTHY);
    store.put("since", status.circuit().since().toString());
    store.put("latency_ms", status.latest().took().toNanos() / 1e6);
    if (!status.latest().succeeded()) {
      store.put("failure", status.latest().failure());
    }
    return store;
  }

  private static Object both(Object known, Object more) {
    Map<String, Object> merged = new LinkedHashMap<>();
    for (Object one : List.of(known, more)) {
      if (one instanceof Map<?, ?> entries) {
        entries.forEach((name, value) -> merged.put(String.valueOf(name), value));
      }
    }
    return merged;
  }

  private Map<String, Object> github(boolean offline) {
    Map<String, Object> github = new LinkedHashMap<>();
    github.put("status", offline ? "unhealthy" : "healthy");
    github.put("offline", offline);
    HealthProbes.@Nullable Latest latest = probes.latest();
    if (latest != null) {
      github.put("probe", latest.alive() ? "answered" : "failed");
      github.put("latency_ms", latest.latency().toNanos() / 1e6);
      github.put("since", latest.since().toString());
    }
    return github;
  }

  private Map<String, Object> cache() {
    CacheUsage usage = cache.usage();
    return Map.of("status", "healthy", "objects", usage.resources(), "bytes", usage.bytes());
  }

  private Map<String, Object> states() {
    Map<String, Object> states = new LinkedHashMap<>();
    for (BreakerStatus status : breakers.statuses()) {
      states.put(
          status.service(),
          Map.of(
              "state",
              status.state().name().toLowerCase(Locale.ROOT),
              "since",
              status.since().toString()));
    }
    return states;
  }
}
