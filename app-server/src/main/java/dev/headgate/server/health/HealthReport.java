package dev.headgate.server.health;

import dev.headgate.core.breaker.BreakerStatus;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.cache.CacheUsage;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.gateway.Availability;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How Headgate and what it depends on are doing: healthy; degraded, when GitHub is away and answers
 * come from the cache. Storage in memory cannot fail by itself, so this version is never unhealthy
 * while it answers at all.
 */
public final class HealthReport {
  private final Availability availability;
  private final HealthProbes probes;
  private final CircuitBreakers breakers;
  private final ResponseCache cache;

  /** A report over these parts. */
  public HealthReport(
      Availability availability,
      HealthProbes probes,
      CircuitBreakers breakers,
      ResponseCache cache) {
    this.availability = availability;
    this.probes = probes;
    this.breakers = breakers;
    this.cache = cache;
  }

  /** The report, as it is sent. */
  public Map<String, Object> now() {
    boolean degraded = availability.offline();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("status", degraded ? "degraded" : "healthy");
    report.put("github", degraded ? "unhealthy" : "healthy");
    report.put("cache", "healthy");
    report.put(
        "components", Map.of("github", github(degraded), "cache", cache(), "breakers", states()));
    return report;
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
