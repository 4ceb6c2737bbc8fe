package dev.headgate.core.gateway;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.breaker.BreakerStatus;
import dev.headgate.core.breaker.CircuitBreaker;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.cache.CacheEntry;
import dev.headgate.core.cache.CacheUsage;
import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.Representation;
import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.ResourceSelection;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.identity.Fingerprint;
import dev.headgate.core.quota.Demand;
import dev.headgate.core.quota.ModelLedger;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaObservation;
import dev.headgate.core.quota.Reservation;
import dev.headgate.core.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The smallest parts that a gateway runs over. */
final class Parts {
  private Parts() {}

  /** Hears who spends. */
  static final class Spending implements Telemetry {
    final List<String> told = new ArrayList<>();

    @Override
    public void spent(QuotaKey key, String caller, String route, long points, Instant now) {
      told.add("%s %s %s %d".formatted(key.resource(), caller, route, points));
    }
  }

  /** Keeps everything. */
  static final class Cache implements ResponseCache {
    private final Map<ResourceKey, Map<String, Representation>> representations =
        new LinkedHashMap<>();
    private final Map<ResourceKey, Map<Fingerprint, Grant>> grants = new LinkedHashMap<>();

    @Override
    public synchronized CacheEntry find(ResourceKey key, Fingerprint identity, Instant now) {
      Map<String, Representation> known = representations.getOrDefault(key, Map.of());
      @Nullable Grant grant = grants.getOrDefault(key, Map.of()).get(identity);
      @Nullable Representation granted = grant == null ? null : known.get(grant.representation());
      List<Representation> others = new ArrayList<>(known.values());
      others.removeIf(other -> granted != null && other.id().equals(granted.id()));
      Collections.reverse(others);
      return new CacheEntry(
          grant, granted, others.subList(0, Math.min(others.size(), CacheEntry.MAX_OTHERS)), 0);
    }

    @Override
    public CacheEntry peek(ResourceKey key, Fingerprint identity, Instant now) {
      return find(key, identity, now);
    }

    @Override
    public synchronized void store(
        ResourceKey key, Representation representation, Grant grant, long asOf, Instant now) {
      Map<String, Representation> known =
          representations.computeIfAbsent(key, unused -> new LinkedHashMap<>());
      known.remove(representation.id());
      known.put(representation.id(), representation);
      grants.computeIfAbsent(key, unused -> new LinkedHashMap<>()).put(grant.identity(), grant);
    }

    @Override
    public synchronized void grant(ResourceKey key, Grant grant, Instant now) {
      if (representations.getOrDefault(key, Map.of()).containsKey(grant.representation())) {
        grants.computeIfAbsent(key, unused -> new LinkedHashMap<>()).put(grant.identity(), grant);
      }
    }

    @Override
    public synchronized void revoke(ResourceKey key, Fingerprint identity) {
      grants.getOrDefault(key, new LinkedHashMap<>()).remove(identity);
    }

    @Override
    public synchronized int invalidate(ResourceSelection selection) {
      grants.keySet().removeIf(selection::contains);
      int before = representations.size();
      representations.keySet().removeIf(selection::contains);
      return before - representations.size();
    }

    @Override
    public CacheUsage usage() {
      throw new UnsupportedOperationException("the gateway does not ask for the usage");
    }
  }

  /** The rules, and what was spent by them. */
  static final class Ledger extends ModelLedger {
    final List<Demand> demands = new ArrayList<>();
    long spent;

    @Override
    public synchronized Reservation reserve(QuotaKey key, Demand demand, Instant now) {
      demands.add(demand);
      return super.reserve(key, demand, now);
    }

    @Override
    public synchronized void settle(
        Reservation reservation, long cost, @Nullable QuotaObservation seen, Instant now) {
      spent += cost;
      super.settle(reservation, cost, seen, now);
    }

    synchronized long reserved(Instant now) {
      return accounts(now).values().stream().mapToLong(QuotaAccount::reserved).sum();
    }
  }

  /** One breaker, opened by hand; counts what it is told. */
  static final class Breaker implements CircuitBreaker, CircuitBreakers {
    volatile BreakerStatus.State state = BreakerStatus.State.CLOSED;
    int permitted;
    int ended;
    int failures;
    Duration leftAlone = Duration.ZERO;

    @Override
    public CircuitBreaker breaker(String service) {
      return this;
    }

    @Override
    public List<BreakerStatus> statuses() {
      return List.of(status());
    }

    @Override
    public String service() {
      return CircuitBreakers.GITHUB;
    }

    @Override
    public synchronized Permission acquire(Instant now) {
      if (state == BreakerStatus.State.OPEN) {
        return new Permission.Refused(Duration.ofSeconds(60));
      }
      permitted++;
      return Permission.Permitted.INSTANCE;
    }

    @Override
    public synchronized void succeeded(Duration took, Instant now) {
      ended++;
    }

    @Override
    public synchronized void failed(Duration took, Instant now) {
      ended++;
      failures++;
    }

    @Override
    public synchronized void refused(Duration took, Duration retryAfter, Instant now) {
      failed(took, now);
      leftAlone = retryAfter;
    }

    @Override
    public synchronized void released() {
      ended++;
    }

    @Override
    public synchronized void reset(Instant now) {
      state = BreakerStatus.State.CLOSED;
    }

    @Override
    public void recovered(Instant now) {
      state = BreakerStatus.State.CLOSED;
    }

    @Override
    public BreakerStatus status() {
      return new BreakerStatus(CircuitBreakers.GITHUB, state, Instant.EPOCH);
    }
  }

  /** Keeps all events. */
  static final class Audit implements AuditLog {
    final List<AuditEvent> events = new ArrayList<>();

    @Override
    public synchronized void append(AuditEvent event) {
      events.add(event);
    }

    @Override
    public synchronized List<AuditEvent> latest(int limit) {
      return List.copyOf(events);
    }
  }
}
