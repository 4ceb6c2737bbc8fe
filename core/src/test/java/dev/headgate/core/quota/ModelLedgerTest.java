package dev.headgate.core.quota;

/** The bare rules keep what every ledger promises. */
class ModelLedgerTest implements QuotaLedgerContract {
  private final ModelLedger ledger = new ModelLedger();

  @Override
  public QuotaLedger quotaLedger() {
    return ledger;
  }
}
