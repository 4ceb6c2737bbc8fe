package dev.headgate.runtime.health;

import dev.headgate.core.breaker.BreakerStatus;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.cache.CacheUsage;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.gateway.Availability;
import dev.headgate.core.quota.LedgerStatus;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.runtime.store.StoreWatch;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How Headgate and what it depends on are doing: healthy; degraded, when GitHub is away and answers
 * come from the cache, or a shared store is away and what it keeps goes on in memory, or audit
 * events wait, or requests are refused because they are too many. Unhealthy when GitHub and a store
 * are away, and nothing it says is certain any more.
 */
public final class HealthReport {
  private static final String QUOTA = "quota";
  private static final String AUDIT = "audit";

  private final Availability availability;
  private final HealthProbes probes;
  private final CircuitBreakers breakers;
  private final ResponseCache cache;
  private final QuotaLedger ledger;
  private final StoreHealth stores;
  private final WorkHealth work;
  private final LoadHealth load;
  private final AuditHealth audit;
  private final InstantSource clock;
  private final Standing standing = new Standing();

  /** A report over these parts. */
  public HealthReport(
      Availability availability,
      HealthProbes probes,
      CircuitBreakers breakers,
      ResponseCache cache,
      QuotaLedger ledger,
      StoreWatch stores,
      WorkHealth work,
      AuditHealth audit,
      LoadHealth load,
      InstantSource clock) {
    this.availability = availability;
    this.probes = probes;
    this.breakers = breakers;
    this.cache = cache;
    this.ledger = ledger;
    this.stores = new StoreHealth(stores);
    this.work = work;
    this.load = load;
    this.audit = audit;
    this.clock = clock;
  }

  /** The report, as it is sent. */
  public Map<String, Object> now() {
    boolean offline = availability.offline();
    LedgerStatus quota = ledger.status();
    Set<String> fallbacks = new TreeSet<>(stores.degraded());
    if (quota.degraded()) {
      fallbacks.add(QUOTA);
    }
    if (audit.waits()) {
      fallbacks.add(AUDIT);
    }
    Map<String, Map<String, Object>> components = new LinkedHashMap<>();
    components.put("github", github(offline));
    components.put("cache", cache());
    components.put(QUOTA, quota(quota));
    components.putAll(stores.components());
    components.putAll(work.components());
    components.put("load", load.component());
    components.put(AUDIT, audit.component());
    components.put("breakers", states());
    Instant now = clock.instant();
    components.replaceAll((name, component) -> standing.dated(name, component, now));
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("status", status(offline, !fallbacks.isEmpty(), load.shedding()));
    report.put("github", offline ? "unhealthy" : "healthy");
    report.put("cache", fallbacks.contains("cache") ? "degraded" : "healthy");
    report.put("degraded", List.copyOf(fallbacks));
    report.put("components", components);
    return report;
  }

  private static String status(boolean offline, boolean onFallbacks, boolean shedding) {
    if (offline && onFallbacks) {
      return "unhealthy";
    }
    return offline || onFallbacks || shedding ? "degraded" : "healthy";
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

  private static Map<String, Object> quota(LedgerStatus ledger) {
    Map<String, Object> quota = new LinkedHashMap<>();
    quota.put("status", ledger.degraded() ? "degraded" : "healthy");
    quota.put("store_failures", ledger.failures());
    quota.put("local_decisions", ledger.localDecisions());
    return quota;
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
