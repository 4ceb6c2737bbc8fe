package dev.headgate.embedded;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.LockFreeExponentiallyDecayingReservoir;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import dev.headgate.core.breaker.BreakerStatus;
import dev.headgate.core.gateway.CacheOutcome;
import dev.headgate.core.gateway.FailureKind;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.quota.LimitSignal;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway does, counted in the host's registry. All names are there from the start, and
 * gone when it is closed; their number does not grow.
 */
final class HostMetrics implements Telemetry, AutoCloseable {
  private final MetricRegistry registry;
  private final String prefix;
  private final List<String> names = new ArrayList<>();
  private final Map<CacheOutcome, Counter> answers = new EnumMap<>(CacheOutcome.class);
  private final Map<String, Counter> failures = new TreeMap<>();
  private final Timer calls;
  private final Timer storeCalls;
  private final Counter storeFailures;
  private final Counter spent;
  private final Counter saved;
  private final Counter coalesced;
  private final Counter primary;
  private final Counter secondary;
  private final Counter healed;
  private final Counter lost;
  private final Counter waiting;
  private final Timer waited;
  private final Counter refused;

  private HostMetrics(MetricRegistry registry, String prefix) {
    this.registry = registry;
    this.prefix = prefix;
    for (CacheOutcome outcome : CacheOutcome.values()) {
      answers.put(outcome, counter("answers." + word(outcome.name())));
    }
    for (FailureKind kind : FailureKind.values()) {
      failures.put(kind.label(), counter("github.failures." + word(kind.label())));
    }
    calls = timer("github.calls");
    storeCalls = timer("store.calls");
    storeFailures = counter("store.failures");
    spent = counter("quota.spent");
    saved = counter("quota.saved");
    coalesced = counter("coalesced");
    primary = counter("github.limited.primary");
    secondary = counter("github.limited.secondary");
    healed = counter("retries.healed");
    lost = counter("retries.lost");
    waiting = counter("queue.waiting");
    waited = timer("queue.waited");
    refused = counter("queue.refused");
  }

  /**
   * Metrics in that registry, or in none.
   *
   * @throws IllegalArgumentException if it has some of these names already
   */
  static HostMetrics of(@Nullable MetricRegistry host, String prefix) {
    MetricRegistry registry = host == null ? new MetricRegistry() : host;
    if (registry.getNames().stream().anyMatch(name -> name.startsWith(prefix + "."))) {
      throw new IllegalArgumentException(
          "metrics: names that begin with \"%s.\" are taken (expected: a beginning of their own)"
              .formatted(prefix));
    }
    return new HostMetrics(registry, prefix);
  }

  /** Shows how full the cache is, what is left of the quotas, and whether GitHub is there. */
  void readFrom(Keep keep, InstantSource clock) {
    gauge("cache.bytes", () -> keep.cache().usage().bytes());
    gauge("cache.resources", () -> keep.cache().usage().resources());
    gauge("quota.least-share-left", () -> leastShare(keep, clock.instant()));
    gauge("breakers.open", () -> open(keep));
  }

  /** An answer was given. */
  void answered(CacheOutcome outcome) {
    count(answers.get(outcome));
  }

  @Override
  public void githubAnswered(QuotaKey key, int status, Duration took) {
    calls.update(took);
  }

  @Override
  public void githubFailed(QuotaKey key, String reason, Duration took) {
    count(failures.get(reason));
  }

  @Override
  public void serviceCalled(String service, boolean succeeded, Duration took) {
    storeCalls.update(took);
    if (!succeeded) {
      storeFailures.inc();
    }
  }

  @Override
  public void spent(QuotaKey key, String caller, String route, long points, Instant now) {
    spent.inc(points);
  }

  @Override
  public void quotaSaved(QuotaKey key) {
    saved.inc();
  }

  @Override
  public void limited(QuotaKey key, LimitSignal signal) {
    if (signal instanceof LimitSignal.Primary) {
      primary.inc();
    } else if (signal instanceof LimitSignal.Secondary) {
      secondary.inc();
    }
  }

  @Override
  public void queued(Priority priority) {
    waiting.inc();
  }

  @Override
  public void dequeued(Priority priority, Duration time) {
    waiting.dec();
    waited.update(time);
  }

  @Override
  public void turnedAway(Priority priority, String reason) {
    refused.inc();
  }

  @Override
  public void retried(boolean succeeded) {
    (succeeded ? healed : lost).inc();
  }

  @Override
  public void coalesced() {
    coalesced.inc();
  }

  @Override
  public void close() {
    names.forEach(registry::remove);
  }

  /** From 0 to 1; 1 where nothing is known. */
  private static double leastShare(Keep keep, Instant now) {
    double least = 1;
    for (QuotaAccount account : keep.ledger().accounts(now).values()) {
      if (account.known(now) && account.limit() > 0) {
        least = Math.min(least, account.remaining() / (double) account.limit());
      }
    }
    return least;
  }

  private static long open(Keep keep) {
    return keep.breakers().statuses().stream()
        .filter(status -> status.state() == BreakerStatus.State.OPEN)
        .count();
  }

  private static void count(@Nullable Counter counter) {
    if (counter != null) {
      counter.inc();
    }
  }

  private static String word(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private Counter counter(String name) {
    return registered(name, new Counter());
  }

  private Timer timer(String name) {
    return registered(name, new Timer(LockFreeExponentiallyDecayingReservoir.builder().build()));
  }

  private <T> void gauge(String name, Gauge<T> gauge) {
    registered(name, gauge);
  }

  private <M extends Metric> M registered(String name, M metric) {
    String full = MetricRegistry.name(prefix, name);
    M registered = registry.register(full, metric);
    names.add(full);
    return registered;
  }
}
