package dev.headgate.core.admission;

import dev.headgate.core.ManualTime;
import dev.headgate.core.limit.LimitStore;
import dev.headgate.core.limit.ModelTokenBuckets;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.slot.ModelSlots;

/** Admission by GitHub's own limits over models of the stores. */
public final class Admissions {
  private Admissions() {}

  /** For one process; time passes whenever somebody waits. */
  public static AdmissionControl over(QuotaLedger ledger, ManualTime time) {
    GitHubGates gates =
        new GitHubGates(
            ledger,
            LimitStore.of(new ModelTokenBuckets()),
            new ModelSlots(),
            PrimaryPolicy.DEFAULTS,
            SecondaryLimits.DOCUMENTED,
            () -> 0.5);
    return new AdmissionControl(gates, LineBounds.DEFAULTS, new PassingTime(time), time);
  }
}
