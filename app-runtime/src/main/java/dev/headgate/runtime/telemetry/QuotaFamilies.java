package dev.headgate.runtime.telemetry;

import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
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
  private final InstantSource clock;

  QuotaFamilies(Function<Instant, Map<QuotaKey, QuotaAccount>> accounts, InstantSource clock) {
    this.accounts = accounts;
    this.clock = clock;
  }

  @Override
  public MetricSnapshots collect() {
    List<Row> rows = rows(clock.instant());
    GaugeSnapshot.Builder limit =
        Snapshots.gauge("github_api_rate_limit_limit", "GitHub's quota per window.");
    GaugeSnapshot.Builder remaining =
        Snapshots.gauge("github_api_rate_limit_remaining", "What is left of GitHub's quota.");
    GaugeSnapshot.Builder reset =
        Snapshots.gauge(
            "github_api_rate_limit_reset", "When GitHub's window ends, in seconds since 1970.");
    for (Row row : rows.subList(0, Math.min(MOST, rows.size()))) {
      Labels labels = Labels.of("principal", row.name.principal, "resource", row.name.resource);
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
        Snapshots.gauge(
            "github_api_rate_limit_accounts_omitted",
            "Quota accounts that are not shown, because others have less left.",
            Math.max(0, rows.size() - MOST)));
  }

  private List<Row> rows(Instant now) {
    Map<Name, QuotaAccount> known = new HashMap<>();
    accounts
        .apply(now)
        .forEach((key, account) -> {
          if (account.known(now)) {
            known.merge(
                new Name(key.principal().id(), key.resource()),
                account,
                (one, other) -> share(one) <= share(other) ? one : other);
          }
        });
    return known.entrySet().stream()
        .map(entry -> new Row(entry.getKey(), entry.getValue()))
        .sorted(
            Comparator.comparingDouble((Row row) -> share(row.account))
                .thenComparing(row -> row.name.principal)
                .thenComparing(row -> row.name.resource))
        .toList();
  }

  private static double share(QuotaAccount account) {
    return account.limit() == 0 ? 0 : account.remaining() / (double) account.limit();
  }

  private record Name(String principal, String resource) {}

  private record Row(Name name, QuotaAccount account) {}
}
