package dev.headgate.server.limit;

import dev.headgate.runtime.telemetry.Metrics;
import dev.headgate.runtime.telemetry.RuleTotals;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The limit rules with what they decided in this process, for the dashboard. */
final class LimitPanel {
  private static final int MOST = 100;
  private static final RuleTotals NONE = new RuleTotals("", 0, 0, 0);

  private final LimitEndpoints limits;
  private final Metrics metrics;

  LimitPanel(LimitEndpoints limits, Metrics metrics) {
    this.limits = limits;
    this.metrics = metrics;
  }

  Map<String, Object> view(Instant now) {
    Map<String, RuleTotals> counts =
        metrics.totals().rules().stream()
            .collect(
                Collectors.toMap(RuleTotals::rule, Function.identity(), (one, other) -> other));
    List<Map<String, Object>> rules = limits.rules();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("rules", rules.stream().limit(MOST).map(rule -> counted(rule, counts)).toList());
    view.put("omitted", Math.max(0, rules.size() - MOST));
    return view;
  }

  private static Map<String, Object> counted(
      Map<String, Object> rule, Map<String, RuleTotals> counts) {
    RuleTotals count = counts.getOrDefault(String.valueOf(rule.get("name")), NONE);
    Map<String, Object> view = new LinkedHashMap<>(rule);
    view.put("requests", count.requests());
    view.put("rejected", count.rejected());
    view.put("shadow_rejected", count.shadow());
    return view;
  }
}
