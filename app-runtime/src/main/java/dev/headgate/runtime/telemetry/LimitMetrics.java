package dev.headgate.runtime.telemetry;

import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.Level;
import dev.headgate.core.limit.LimitKey;
import dev.headgate.core.limit.LimitRule;
import dev.headgate.core.limit.LimitTelemetry;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Counts what the inbound limits decided, and tells how full their buckets are. */
final class LimitMetrics implements LimitTelemetry {
  private static final int RULES = 500;

  private final SeriesTable<Rule, Series> rules;
  private final Queue<Series> all = new ConcurrentLinkedQueue<>();
  private final InstantSource clock;

  LimitMetrics(Families families, InstantSource clock) {
    this.clock = clock;
    Counter requests =
        families.counter(
            "rate_limit_requests_total",
            "Requests that a limit rule was asked about.",
            "limit_type",
            "rule");
    Counter rejected =
        families.counter(
            "rate_limit_rejected_total",
            "Requests that a limit rule refused.",
            "limit_type",
            "rule");
    Counter shadow =
        families.counter(
            "rate_limit_shadow_rejected_total",
            "Requests that a limit rule in shadow mode would have refused.",
            "limit_type",
            "rule");
    Counter failures =
        families.counter(
            "rate_limit_store_failures_total",
            "Decisions that a limit rule took without its store.",
            "limit_type",
            "rule");
    families.gauge(
        "rate_limit_current_usage",
        "Share of a limit rule's bucket in use, 0 to 1; the fullest known where callers have their"
            + " own.",
        this::usage,
        "limit_type",
        "rule");
    rules =
        new SeriesTable<>(
            RULES,
            rule -> rule,
            rule -> Rule.OVERFLOW,
            rule ->
                shown(
                    new Series(
                        rule,
                        requests.labelValues(rule.type, rule.name),
                        rejected.labelValues(rule.type, rule.name),
                        shadow.labelValues(rule.type, rule.name),
                        failures.labelValues(rule.type, rule.name),
                        new AtomicReference<>())));
  }

  private Series shown(Series series) {
    all.add(series);
    return series;
  }

  @Override
  public void decided(LimitRule rule, boolean refused) {
    Series series = series(rule);
    series.requests.inc();
    if (refused) {
      (rule.mode() == LimitRule.Mode.ENFORCE ? series.rejected : series.shadow).inc();
    }
  }

  /** Buckets of one rate empty alike, so the one that is full last now stays it until then. */
  @Override
  public void seen(LimitRule rule, Level level) {
    Gcra rate = level.bucket().rule();
    long now = EpochNanos.of(clock.instant());
    // The store's clock may differ from this one: what counts is how far ahead the bucket is.
    Use use = new Use(rate, now + rate.backlog(level.tat(), level.now()));
    boolean single = rule.key().kind() == LimitKey.Kind.GLOBAL;
    series(rule)
        .fullest
        .accumulateAndGet(
            use,
            (before, next) ->
                single || before == null || before.until < next.until ? next : before);
  }

  @Override
  public void storeFailed(LimitRule rule) {
    series(rule).failures.inc();
  }

  /** What the rules decided since the start, in the order in which they were first asked about. */
  List<RuleTotals> totals() {
    return all.stream()
        .map(series ->
            new RuleTotals(
                series.rule.name,
                (long) series.requests.get(),
                (long) series.rejected.get(),
                (long) series.shadow.get()))
        .toList();
  }

  private void usage(Families.Values values) {
    long now = EpochNanos.of(clock.instant());
    for (Series series : all) {
      Use use = series.fullest.get();
      if (use != null) {
        double window = use.rate.window();
        values.are(
            Math.min(1, use.rate.backlog(use.until, now) / window),
            series.rule.type,
            series.rule.name);
      }
    }
  }

  private Series series(LimitRule rule) {
    return rules.of(new Rule(rule.level(), rule.name()));
  }

  private record Rule(String type, String name) {
    static final Rule OVERFLOW = new Rule(LabelValues.OTHER, LabelValues.OTHER);
  }

  /** A bucket that will be full, and at rest, at that time by this process's clock. */
  private record Use(Gcra rate, long until) {}

  private record Series(
      Rule rule,
      CounterDataPoint requests,
      CounterDataPoint rejected,
      CounterDataPoint shadow,
      CounterDataPoint failures,
      AtomicReference<@Nullable Use> fullest) {}
}
