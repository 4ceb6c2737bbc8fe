package dev.headgate.server.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.runtime.telemetry.Totals;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What was lately, so that a page that is opened has something to draw: of the requests a quarter
 * of an hour, of the {@value #QUOTAS} quotas that were the shortest an hour. Kept in this process,
 * and bounded. Thread-safe.
 */
final class History {
  /** How far two points of the requests' lines are apart. */
  static final Duration STEP = Duration.ofSeconds(5);

  /** How far two points of a quota's line are apart. */
  static final Duration QUOTA_STEP = Duration.ofSeconds(15);

  /** How many beats come between two points, or a few more. */
  static final int BEATS_PER_STEP = 5;

  private static final int POINTS = 180;
  private static final int QUOTA_POINTS = 240;
  private static final int QUOTAS = 24;
  private static final JsonMapper JSON = new JsonMapper();

  private final Supplier<Totals> totals;
  private final Function<Instant, Map<QuotaKey, QuotaAccount>> accounts;
  private final InstantSource clock;
  private final AtomicReference<Requests> requests;
  private final AtomicReference<Map<String, List<Level>>> quotas = new AtomicReference<>(Map.of());

  /**
   * A history that begins now.
   *
   * @param totals read from memory
   * @param accounts may ask a store
   */
  History(
      Supplier<Totals> totals,
      Function<Instant, Map<QuotaKey, QuotaAccount>> accounts,
      InstantSource clock) {
    this.totals = totals;
    this.accounts = accounts;
    this.clock = clock;
    this.requests = new AtomicReference<>(new Requests(clock.instant(), totals.get(), List.of()));
  }

  /** Adds a point to the requests' lines, if it is time. */
  void look() {
    Requests before = requests.get();
    Instant now = clock.instant();
    if (!now.isBefore(before.at.plus(STEP))) {
      requests.compareAndSet(before, before.then(now, totals.get()));
    }
  }

  /** Adds a point to the quotas' lines; to be called every {@link #QUOTA_STEP}. */
  void lookAtQuotas() {
    Instant now = clock.instant();
    Map<String, List<Level>> before = quotas.get();
    Map<String, List<Level>> lines = new LinkedHashMap<>();
    accounts.apply(now).entrySet().stream()
        .filter(account -> account.getValue().known(now))
        .sorted(Comparator.comparingDouble(account -> share(account.getValue())))
        .limit(QUOTAS)
        .forEach(account -> {
          String name = name(account.getKey());
          Level level = new Level(now.toEpochMilli(), account.getValue().remaining());
          lines.put(name, last(QUOTA_POINTS, before.getOrDefault(name, List.of()), level));
        });
    quotas.set(Map.copyOf(lines));
  }

  /** How the page names a quota. */
  static String name(QuotaKey key) {
    return key.host() + " " + key.principal().id() + " " + key.resource();
  }

  private static double share(QuotaAccount account) {
    return account.limit() == 0 ? 1 : account.remaining() / (double) account.limit();
  }

  /** All of it, as the page reads it. */
  String json() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("step_ms", STEP.toMillis());
    all.put("quota_step_ms", QUOTA_STEP.toMillis());
    all.put("requests", requests.get().points);
    all.put("quotas", quotas.get());
    try {
      return JSON.writeValueAsString(all);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("records can always be written", impossible);
    }
  }

  private static <T> List<T> last(int most, List<T> line, T next) {
    List<T> longer =
        new ArrayList<>(line.subList(Math.max(0, line.size() - most + 1), line.size()));
    longer.add(next);
    return List.copyOf(longer);
  }

  /**
   * What was left of a quota.
   *
   * @param t when, in milliseconds since 1970
   * @param remaining how many points
   */
  record Level(long t, long remaining) {}

  private record Requests(Instant at, Totals totals, List<Pace> points) {
    Requests then(Instant now, Totals next) {
      return new Requests(now, next, last(POINTS, points, Pace.between(at, totals, now, next)));
    }
  }
}
