package dev.headgate.core.limit;

import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StoreCalls;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * Buckets of a shared store, and while it is away this process's share of each from memory: its
 * rate and burst divided by the number of processes.
 *
 * <p><b>Bound.</b> While the store is away all processes together admit no more than the limit,
 * plus what was admitted by the store shortly before: at most a burst. A share is never less than
 * one request's permits, or a process could send nothing at all.
 *
 * <p>Thread-safe; throws no {@link StorageFailure}.
 */
public final class ResilientTokenBuckets implements TokenBuckets {
  private final TokenBuckets shared;
  private final TokenBuckets local;
  private final StoreCalls store;
  private final IntSupplier processes;

  /**
   * Shared buckets with a fallback.
   *
   * @param processes how many processes share the store; at least 1
   */
  public ResilientTokenBuckets(
      TokenBuckets shared, TokenBuckets local, StoreCalls store, IntSupplier processes) {
    this.shared = shared;
    this.local = local;
    this.store = store;
    this.processes = processes;
  }

  @Override
  public Decision acquire(List<Bucket> buckets, long permits, long now) {
    try {
      return store.call(() -> shared.acquire(buckets, permits, now));
    } catch (StorageFailure away) {
      return local.acquire(shares(buckets, permits), permits, now);
    }
  }

  @Override
  public List<Level> levels(List<Bucket> buckets, long now) {
    try {
      return store.call(() -> shared.levels(buckets, now));
    } catch (StorageFailure away) {
      return local.levels(shares(buckets, 1), now);
    }
  }

  @Override
  public void forget(BucketKey key) {
    local.forget(key);
    try {
      BucketKey forgotten =
          store.call(() -> {
            shared.forget(key);
            return key;
          });
      assert forgotten.equals(key);
    } catch (StorageFailure away) {
      // What is spent there refills by itself; here it is forgotten already.
      return;
    }
  }

  private List<Bucket> shares(List<Bucket> buckets, long permits) {
    int count = Math.max(1, processes.getAsInt());
    return buckets.stream().map(bucket -> share(bucket, permits, count)).toList();
  }

  private static Bucket share(Bucket bucket, long permits, int count) {
    Gcra rule = bucket.rule();
    long burst = Math.max(Math.min(permits, rule.burst()), rule.burst() / count);
    long longest = Gcra.LONGEST.toNanos() / burst;
    return new Bucket(bucket.key(), new Gcra(Math.min(longest, rule.interval() * count), burst));
  }
}
