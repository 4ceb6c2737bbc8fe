package dev.headgate.runtime.telemetry;

import dev.headgate.core.quota.LedgerStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.Supplier;

/** How the quota ledger and its store get on. */
final class LedgerFamilies implements MultiCollector {
  private final Supplier<LedgerStatus> ledger;

  LedgerFamilies(Supplier<LedgerStatus> ledger) {
    this.ledger = ledger;
  }

  @Override
  public MetricSnapshots collect() {
    LedgerStatus now = ledger.get();
    return MetricSnapshots.of(
        Snapshots.gauge(
            "github_api_quota_degraded",
            "1 while quota is spent from this process's share, without the store; else 0.",
            now.degraded() ? 1 : 0),
        Snapshots.counter(
            "github_api_quota_store_failures",
            "Calls to the quota ledger's store that failed or found the way barred.",
            now.failures()),
        Snapshots.counter(
            "github_api_quota_local_decisions",
            "Requests whose quota was decided about without the store.",
            now.localDecisions()));
  }
}
