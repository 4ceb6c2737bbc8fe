package dev.headgate.storage.memory.limit;

import dev.headgate.core.limit.LeasedHistoryContract;
import dev.headgate.core.limit.LeasedTokenBucketsContract;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.limit.TokenLeases;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Leases from a store that many threads use at once. */
class LeasedMemoryTokenBucketsTest implements LeasedTokenBucketsContract, LeasedHistoryContract {

  private final MemoryTokenBuckets store = new MemoryTokenBuckets(MemoryLimitConfig.DEFAULTS);

  @Override
  public TokenBuckets tokenBuckets() {
    return store;
  }

  @Override
  public TokenLeases tokenLeases() {
    return store;
  }

  @Override
  public ExecutorService threads() {
    return Executors.newVirtualThreadPerTaskExecutor();
  }
}
