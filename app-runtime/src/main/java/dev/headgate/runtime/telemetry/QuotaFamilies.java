package dev.headgate.runtime.telemetry;

import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.spending.Outlook;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * GitHub's quotas as the ledger knows them: the accounts whose window runs, and of these the
 * {@value #MOST} that have the smallest share left. Where one principal has accounts with several
 * hosts, the one with less left speaks for it.
 */
final class QuotaFamilies implements MultiCollector {
  static final int MOST = 200;

  private final Function<Instant, Map<QuotaKey, QuotaAccount>> accounts;
  private final Outlook outlook;
  private final InstantSource clock;

  QuotaFamilies(
      Function<Instant, Map<QuotaKey, QuotaAccount>> accounts,
      Outlook outlook,
      InstantSource clock) {
    this.accounts = accounts;
    this.outlook = outlook;
    this.clock = clock;
  }

  @Override
  public MetricSnapshots collect() {
    Instant now = clock.instant();
    List<Row> rows = rows(now);
    GaugeSnapshot.Builder limit =
        Snapshots.gauge("github_api_rate_limit_limit", "GitHub's quota per window.");
    GaugeSnapshot.Builder remaining =
        Snapshots.gauge("github_api_rate_limit_remaining", "What is left of GitHub's quota.");
    GaugeSnapshot.Builder reset =
        Snapshots.gauge(
            "github_api_rate_limit_reset", "When GitHub's window ends, in seconds since 1970.");
    GaugeSnapshot.Builder exhaustion =
        Snapshots.gauge(
            "github_api_exhaustion_seconds",
            "In how many seconds nothing is left at the present pace; +Inf: lasts until the"
                + " reset.");
    for (Row row : rows.subList(0, Math.min(MOST, rows.size()))) {
      Labels labels =
          Labels.of("principal", row.key.principal().id(), "resource", row.key.resource());
      Duration left = outlook.forecast(row.key, row.account, now).left(now);
      exhaustion.dataPoint(
          Snapshots.point(left == null ? Double.POSITIVE_INFINITY : seconds(left), labels));
      limit.dataPoint(Snapshots.point(row.account.limit(), labels));
      remaining.dataPoint(Snapshots.point(row.account.remaining(), labels));
      Instant end = row.account.reset();
      if (end != null) {
        reset.dataPoint(Snapshots.point(end.getEpochSecond(), labels));
      }
    }
    return MetricSnapshots.of(
        limit.build(),
        remaining.build(),
        reset.build(),
        exhaustion.build(),
        Snapshots.gauge(
            "github_api_rate_limit_accounts_omitted",
            "Quota accounts that are not shown, because others have less left.",
            Math.max(0, rows.size() - MOST)));
  }

  private List<Row> rows(Instant now) {
    Map<Name, Row> known = new HashMap<>();
    accounts
        .apply(now)
        .forEach((key, account) -> {
          if (account.known(now)) {
            known.merge(
                new Name(key.principal().id(), key.resource()),
                new Row(key, account),
                (one, other) -> share(one.account) <= share(other.account) ? one : other);
          }
        });
    return known.values().stream()
        .sorted(
            Comparator.comparingDouble((Row row) -> share(row.account))
                .thenComparing(row -> row.key.principal().id())
                .thenComparing(row -> row.key.resource()))
        .toList();
  }

  private static double seconds(Duration left) {
    return left.toMillis() / 1e3;
  }

  private static double share(QuotaAccount account) {
    return account.limit() == 0 ? 0 : account.remaining() / (double) account.limit();
  }

  private record Name(String principal, String resource) {}

  private record Row(QuotaKey key, QuotaAccount account) {}
}
