package dev.headgate.runtime.telemetry;

import com.codahale.metrics.LockFreeExponentiallyDecayingReservoir;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.gateway.FailureKind;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.quota.LimitSignal;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.spending.SpendingBook;
import dev.headgate.core.telemetry.Telemetry;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Counts what the core tells of itself. Quotas are not counted here but read from the ledger when
 * somebody looks, since it knows more than one response does.
 */
final class MetricsTelemetry implements Telemetry {
  /** The Dropwizard name of the timer behind the percentiles. */
  static final String RESPONSE_TIME = "github_api_response_time";

  private static final Set<String> EVIDENCE =
      Arrays.stream(FailureKind.values())
          .filter(FailureKind::evidence)
          .map(FailureKind::label)
          .collect(Collectors.toUnmodifiableSet());

  private static final double[] WAITS = {0.01, 0.05, 0.25, 1, 5, 15, 60, 300, 1800, 3600};

  private final ServiceMetrics services;
  private final SpendingBook book;
  private final Timer responseTime;
  private final LongAdder asked = new LongAdder();
  private final LongAdder faulty = new LongAdder();
  private final Counter requests;
  private final Counter failures;
  private final Counter saved;
  private final Counter coalesced;
  private final CounterDataPoint primary;
  private final CounterDataPoint secondary;
  private final CounterDataPoint healed;
  private final CounterDataPoint lost;
  private final Counter withheld;
  private final Counter tokens;
  private final Map<Priority, LongAdder> waiting = new EnumMap<>(Priority.class);
  private final Histogram waits;
  private final Counter turnedAway;
  private volatile boolean trusted = true;

  MetricsTelemetry(
      Families families, MetricRegistry dropwizard, ServiceMetrics services, SpendingBook book) {
    this.services = services;
    this.book = book;
    responseTime =
        dropwizard.register(
            RESPONSE_TIME, new Timer(LockFreeExponentiallyDecayingReservoir.builder().build()));
    requests = families.counter("github_api_requests_total", "Calls to GitHub's API.");
    failures =
        families.counter(
            "github_api_failures_total", "Calls to GitHub's API that failed.", "reason");
    saved =
        families.counter(
            "github_api_quota_saved_total",
            "Requests answered without the quota that a plain one would have cost.");
    coalesced =
        families.counter(
            "github_mirror_coalesced_requests_total",
            "Requests answered by another's request in flight.");
    Counter limited =
        families.counter("github_api_limited_total", "Answers in which GitHub limited.", "kind");
    primary = limited.labelValues("primary");
    secondary = limited.labelValues("secondary");
    families.gauge(
        "github_queue_waiting",
        "Requests that wait for their turn at GitHub.",
        values ->
            waiting.forEach((priority, many) -> values.are(many.doubleValue(), priority.label())),
        "priority");
    waits =
        families.histogram(
            "github_queue_wait_seconds",
            "How long requests waited for their turn at GitHub, of those that had to.",
            WAITS,
            "priority");
    turnedAway =
        families.counter(
            "github_queue_refused_total",
            "Requests that were not sent to GitHub, by what stood against them.",
            "priority",
            "reason");
    for (Priority priority : Priority.values()) {
      waiting.put(priority, new LongAdder());
      waits.initLabelValues(priority.label());
      turnedAway.initLabelValues(priority.label(), FailureKind.OVERLOADED.label());
    }
    Counter retries =
        families.counter(
            "retry_attempts_total", "Calls tried again, by how the last try ended.", "success");
    healed = retries.labelValues("true");
    lost = retries.labelValues("false");
    tokens =
        families.counter(
            "github_installation_tokens_total",
            "Installation tokens that GitHub was asked for, by what came of it.",
            "result");
    withheld =
        families.counter(
            "retries_withheld_total", "Calls not tried again because too many others are.");
    gauges(families);
  }

  @Override
  public void githubAnswered(QuotaKey key, int status, Duration took) {
    requests.inc();
    asked.increment();
    responseTime.update(took.toNanos(), TimeUnit.NANOSECONDS);
    services.called(CircuitBreakers.GITHUB, status < 500 || status == 501, took.toNanos());
  }

  @Override
  public void githubFailed(QuotaKey key, String reason, Duration took) {
    failures.labelValues(LabelValues.reason(reason)).inc();
    if (EVIDENCE.contains(reason)) {
      faulty.increment();
    }
    // A server error is an answer, counted as one already; an open breaker lets no call out.
    if (!reason.equals(FailureKind.SERVER_ERROR.label())
        && !reason.equals(FailureKind.BREAKER_OPEN.label())) {
      requests.inc();
      asked.increment();
      services.called(CircuitBreakers.GITHUB, false, took.toNanos());
    }
  }

  @Override
  public void queued(Priority priority) {
    add(priority, 1);
  }

  @Override
  public void dequeued(Priority priority, Duration waited) {
    add(priority, -1);
    waits.labelValues(priority.label()).observe(waited.toNanos() / 1e9);
  }

  private void add(Priority priority, int many) {
    LongAdder count = waiting.get(priority);
    if (count != null) {
      count.add(many);
    }
  }

  @Override
  public void turnedAway(Priority priority, String reason) {
    turnedAway.labelValues(priority.label(), reason).inc();
  }

  @Override
  public void serviceCalled(String service, boolean succeeded, Duration took) {
    services.called(service, succeeded, took.toNanos());
  }

  @Override
  public void spent(QuotaKey key, String caller, String route, long points, Instant now) {
    book.spent(key, caller, route, points, now);
  }

  @Override
  public void quotaSaved(QuotaKey key) {
    saved.inc();
  }

  @Override
  public void limited(QuotaKey key, LimitSignal signal) {
    switch (signal) {
      case LimitSignal.None ignored -> {}
      case LimitSignal.Primary ignored -> primary.inc();
      case LimitSignal.Secondary ignored -> secondary.inc();
    }
  }

  @Override
  public void retried(boolean succeeded) {
    (succeeded ? healed : lost).inc();
  }

  @Override
  public void retryWithheld() {
    withheld.inc();
  }

  @Override
  public void tokenAsked(String result) {
    tokens.labelValues(result).inc();
  }

  @Override
  public void coalesced() {
    coalesced.inc();
  }

  @Override
  public void validatorsTrusted(boolean trusted) {
    this.trusted = trusted;
  }

  /** How many calls GitHub's API was sent since the start. */
  long sent() {
    return asked.sum();
  }

  /** How many requests were answered without the quota that a plain one would have cost. */
  long saved() {
    return (long) saved.get();
  }

  private void gauges(Families families) {
    families.gauge(
        "github_api_success_rate",
        "Share of the calls to GitHub's API since the start that did not speak against it, 0 to 1.",
        this::successRate);
    families.gauge(
        "github_mirror_validators_trusted",
        "Whether validators are recomputed for other tokens: 1, or 0 since GitHub's drifted.",
        () -> trusted ? 1 : 0);
    percentile(families, "p50", Snapshot::getMedian);
    percentile(families, "p95", Snapshot::get95thPercentile);
    percentile(families, "p99", Snapshot::get99thPercentile);
  }

  private void percentile(Families families, String name, ToDoubleFunction<Snapshot> value) {
    families.gauge(
        "github_api_response_time_" + name + "_ms",
        "Response time of GitHub's API over the last minutes, " + name + ", in milliseconds.",
        () -> value.applyAsDouble(responseTime.getSnapshot()) / 1e6);
  }

  private double successRate() {
    // Faults are read first and every one of them was asked before or is about to be.
    long faults = faulty.sum();
    long calls = asked.sum();
    return calls == 0 ? 1 : Math.max(0, 1 - (double) faults / calls);
  }
}
