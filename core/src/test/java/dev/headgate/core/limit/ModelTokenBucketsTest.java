package dev.headgate.core.limit;

/** The model keeps the contract that it judges others by. */
class ModelTokenBucketsTest implements TokenBucketsContract, TokenBucketsRaceContract {

  private final TokenBuckets buckets = new ModelTokenBuckets();

  @Override
  public TokenBuckets tokenBuckets() {
    return buckets;
  }
}
