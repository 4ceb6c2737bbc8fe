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
    return over(ledger, PrimaryPolicy.DEFAULTS, time);
  }

  /** The same without secondary limits, so that nobody waits while the quota lasts. */
  public static AdmissionControl withoutSecondary(QuotaLedger ledger, ManualTime time) {
    return over(ledger, PrimaryPolicy.DEFAULTS, SecondaryLimits.NONE, time);
  }

  /** The same, spending the quota in that way. */
  public static AdmissionControl over(QuotaLedger ledger, PrimaryPolicy policy, ManualTime time) {
    return over(ledger, policy, SecondaryLimits.DOCUMENTED, time);
  }

  private static AdmissionControl over(
      QuotaLedger ledger, PrimaryPolicy policy, SecondaryLimits limits, ManualTime time) {
    GitHubGates gates =
        new GitHubGates(
            ledger,
            LimitStore.of(new ModelTokenBuckets()),
            new ModelSlots(),
            () -> policy,
            limits,
            () -> 0.5);
    return new AdmissionControl(gates, LineBounds.DEFAULTS, new PassingTime(time), time);
  }
}
