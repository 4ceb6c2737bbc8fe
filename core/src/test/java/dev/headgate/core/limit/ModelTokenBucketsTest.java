package dev.headgate.core.limit;

/** The model keeps the contract that it judges others by. */
class ModelTokenBucketsTest
    implements TokenBucketsContract, TokenBucketsRaceContract, TokenLeasesContract {

  private final ModelTokenBuckets buckets = new ModelTokenBuckets();

  @Override
  public TokenBuckets tokenBuckets() {
    return buckets;
  }

  @Override
  public TokenLeases tokenLeases() {
    return buckets;
  }
}
