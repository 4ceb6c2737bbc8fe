package dev.headgate.runtime.telemetry;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests that the server answers, under its own names and under github-mirror's.
 *
 * <p>Every {@link #started} is followed by one {@link #finished}. Safe for use by several threads,
 * never blocks on a known series, and counts exactly; a call costs some hundred nanoseconds.
 *
 * <p>Labels are bounded: methods that HTTP does not know are {@code OTHER}; statuses outside
 * 100–599 are {@code other}; of users the first 200 are told apart; and when 2,000 combinations of
 * method, endpoint and status, or 1,000 of outcome, method, status and user have been seen, new
 * ones are counted under endpoint or user {@code other}, status {@code other}.
 */
public final class HttpMetrics {
  private static final int ROUTES = 2_000;
  private static final int MIRRORED = 1_000;
  private static final int USERS = 200;

  private final LongAdder inProgress = new LongAdder();
  private final LongAdder answered = new LongAdder();
  private final LongAdder faults = new LongAdder();
  private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
  private final BoundedNames users = new BoundedNames(USERS);
  private final Counter mirrorRequests;
  private final SeriesTable<Route, RouteSeries> routes;
  private final SeriesTable<Mirrored, DistributionDataPoint> mirrored;

  HttpMetrics(Families families) {
    families.gauge(
        "http_requests_in_progress", "Requests being answered now.", inProgress::doubleValue);
    routes = routes(families);
    mirrorRequests =
        families.counter("http_request_total", "Mirrored requests (github-mirror's name).");
    mirrored = mirrored(families);
  }

  /** A request has come in. */
  public void started() {
    inProgress.increment();
  }

  /**
   * A request has been answered, or given up.
   *
   * @param endpoint a route template, never a path
   * @param cacheOutcome the name of a {@link dev.headgate.core.gateway.CacheOutcome}; null where
   *     the request was not for the mirror
   * @param user a login, or whatever else names the caller and may be seen by everybody
   * @param nanos how long it took, in nanoseconds
   */
  public void finished(
      String method,
      String endpoint,
      int status,
      @Nullable String cacheOutcome,
      String user,
      long nanos) {
    inProgress.decrement();
    answered.increment();
    if (status >= 500) {
      faults.increment();
    }
    double seconds = Math.max(0, nanos) / 1e9;
    routes.of(new Route(method, endpoint, status)).observe(seconds);
    if (cacheOutcome != null) {
      mirrorRequests.inc();
      outcomes
          .computeIfAbsent(LabelValues.outcome(cacheOutcome), name -> new LongAdder())
          .increment();
      mirrored.of(new Mirrored(cacheOutcome, method, status, user)).observe(seconds);
    }
  }

  /** How many requests have been answered since the start. */
  long answered() {
    return answered.sum();
  }

  /** How many of them with a status of 500 or more. */
  long faults() {
    return faults.sum();
  }

  /** How many of them were mirrored, by the name of their cache outcome. */
  Map<String, Long> outcomes() {
    return outcomes.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, one -> one.getValue().sum()));
  }

  private static SeriesTable<Route, RouteSeries> routes(Families families) {
    Counter requests =
        families.counter(
            "http_requests_total", "Requests answered.", "method", "endpoint", "status");
    Histogram durations =
        families.histogram(
            "http_request_duration_seconds",
            "How long requests took to be answered.",
            Buckets.server(),
            "method",
            "endpoint");
    return new SeriesTable<>(
        ROUTES,
        Route::bounded,
        Route::overflow,
        route ->
            new RouteSeries(
                requests.labelValues(
                    route.method, route.endpoint, LabelValues.written(route.status)),
                durations.labelValues(route.method, route.endpoint)));
  }

  private SeriesTable<Mirrored, DistributionDataPoint> mirrored(Families families) {
    Histogram latencies =
        families.histogram(
            "request_latency_seconds",
            "How long mirrored requests took, by where their answer came from"
                + " (github-mirror's name).",
            Buckets.mirror(),
            "cache",
            "method",
            "status",
            "user");
    return new SeriesTable<>(
        MIRRORED,
        labels -> labels.bounded(users),
        Mirrored::overflow,
        labels ->
            latencies.labelValues(
                labels.cache, labels.method, LabelValues.written(labels.status), labels.user));
  }

  private record Route(String method, String endpoint, int status) {
    Route bounded() {
      return new Route(LabelValues.method(method), endpoint, LabelValues.status(status));
    }

    Route overflow() {
      return new Route(method, LabelValues.OTHER, 0);
    }
  }

  private record RouteSeries(CounterDataPoint requests, DistributionDataPoint durations) {
    void observe(double seconds) {
      requests.inc();
      durations.observe(seconds);
    }
  }

  private record Mirrored(String cache, String method, int status, String user) {
    Mirrored bounded(BoundedNames users) {
      return new Mirrored(
          LabelValues.outcome(cache),
          LabelValues.method(method),
          LabelValues.status(status),
          users.of(user));
    }

    Mirrored overflow() {
      return new Mirrored(cache, method, 0, LabelValues.OTHER);
    }
  }
}
