package dev.headgate.runtime.telemetry;

import dev.headgate.core.limit.LimitRule;
import dev.headgate.core.limit.LimitTelemetry;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;

/** Counts what the inbound limits decided. */
final class LimitMetrics implements LimitTelemetry {
  private static final int RULES = 500;

  private final SeriesTable<Rule, Decisions> rules;

  LimitMetrics(Families families) {
    Counter requests =
        families.counter(
            "rate_limit_requests_total",
            "Requests that a limit rule was asked about.",
            "limit_type",
            "rule");
    Counter rejected =
        families.counter(
            "rate_limit_rejected_total",
            "Requests that a limit rule refused, or would have refused in shadow mode.",
            "limit_type",
            "rule");
    Gauge usage =
        families.gauge(
            "rate_limit_current_usage",
            "Share of a limit rule's bucket in use when it was last the tightest, 0 to 1.",
            "limit_type",
            "rule");
    Counter failures =
        families.counter(
            "rate_limit_store_failures_total",
            "Decisions that a limit rule took without its store.",
            "limit_type",
            "rule");
    rules =
        new SeriesTable<>(
            RULES,
            rule -> rule,
            rule -> Rule.OVERFLOW,
            rule ->
                new Decisions(
                    requests.labelValues(rule.type, rule.name),
                    rejected.labelValues(rule.type, rule.name),
                    usage.labelValues(rule.type, rule.name),
                    failures.labelValues(rule.type, rule.name)));
  }

  @Override
  public void decided(LimitRule rule, boolean refused) {
    decided(rule.level(), rule.name(), refused);
  }

  void decided(String type, String rule, boolean refused) {
    Decisions decisions = rules.of(new Rule(type, rule));
    decisions.requests.inc();
    if (refused) {
      decisions.rejected.inc();
    }
  }

  @Override
  public void used(LimitRule rule, double share) {
    decisions(rule).usage.set(share);
  }

  @Override
  public void storeFailed(LimitRule rule) {
    decisions(rule).failures.inc();
  }

  private Decisions decisions(LimitRule rule) {
    return rules.of(new Rule(rule.level(), rule.name()));
  }

  private record Rule(String type, String name) {
    static final Rule OVERFLOW = new Rule(LabelValues.OTHER, LabelValues.OTHER);
  }

  private record Decisions(
      CounterDataPoint requests,
      CounterDataPoint rejected,
      GaugeDataPoint usage,
      CounterDataPoint failures) {}
}
