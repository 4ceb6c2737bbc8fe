package dev.headgate.core.limit;

/** Leases from the model. */
class LeasedTokenBucketsTest implements LeasedTokenBucketsContract, LeasedHistoryContract {

  private final ModelTokenBuckets store = new ModelTokenBuckets();

  @Override
  public TokenBuckets tokenBuckets() {
    return store;
  }

  @Override
  public TokenLeases tokenLeases() {
    return store;
  }
}
