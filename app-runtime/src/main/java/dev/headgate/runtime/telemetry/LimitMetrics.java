package dev.headgate.runtime.telemetry;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;

/** Counts what the inbound limits decided. */
final class LimitMetrics {
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
            "Requests that a limit rule refused.",
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
                    rejected.labelValues(rule.type, rule.name)));
  }

  void decided(String type, String rule, boolean refused) {
    Decisions decisions = rules.of(new Rule(type, rule));
    decisions.requests.inc();
    if (refused) {
      decisions.rejected.inc();
    }
  }

  private record Rule(String type, String name) {
    static final Rule OVERFLOW = new Rule(LabelValues.OTHER, LabelValues.OTHER);
  }

  private record Decisions(CounterDataPoint requests, CounterDataPoint rejected) {}
}
