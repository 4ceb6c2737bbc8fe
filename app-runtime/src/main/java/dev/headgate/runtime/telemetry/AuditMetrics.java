package dev.headgate.runtime.telemetry;

import dev.headgate.core.audit.AuditStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** How the audit of this process gets on. Safe for use by several threads. */
public final class AuditMetrics implements MultiCollector {
  private final AtomicReference<Supplier<AuditStatus>> source =
      new AtomicReference<>(() -> AuditStatus.NONE);

  AuditMetrics() {}

  /** From now on this is asked when somebody looks; it must ask no store. */
  public void readFrom(Supplier<AuditStatus> audit) {
    source.set(audit);
  }

  @Override
  public MetricSnapshots collect() {
    AuditStatus now = source.get().get();
    return MetricSnapshots.of(
        Snapshots.counter(
            "audit_events_written", "Audit events of this process in the chain.", now.written()),
        Snapshots.gauge(
            "audit_events_waiting",
            "Audit events of this process that wait to be written.",
            now.waiting()),
        Snapshots.counter(
            "audit_events_dropped",
            "Audit events that will never be in the chain: too many waited.",
            now.dropped()),
        Snapshots.counter(
            "audit_write_failures",
            "Times that audit events could not be written and had to wait.",
            now.failures()),
        Snapshots.counter(
            "audit_chain_rewinds",
            "Times that the chain ended before an entry seen there earlier: cut off or restored.",
            now.rewinds()));
  }
}
