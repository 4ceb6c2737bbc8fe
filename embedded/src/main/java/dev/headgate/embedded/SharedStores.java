package dev.headgate.embedded;

import dev.headgate.core.breaker.BreakerBoard;
import dev.headgate.core.cache.SharedResponseCache;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.limit.TokenLeases;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.slot.Slots;
import dev.headgate.core.storage.StorageFailure;
import java.time.Duration;

/**
 * What processes share over one store: all that name the same store spend one ledger of GitHub's
 * quotas, exactly, and read one cache. One {@link Headgate} uses it, and closes it.
 *
 * <p>Made without the store being there. Nobody waits for one that is away: each process then goes
 * on by itself, with its own copies and its share of the quota, until it is back.
 *
 * <p>Each method but {@link #name} is called once. Safe for use by several threads.
 */
public interface SharedStores extends AutoCloseable {
  /** The store's name in failures and metrics, such as {@code redis}. */
  String name();

  /**
   * The responses.
   *
   * @param maxBytes about how much all of them may take
   * @param ttl how long after its last validation one is kept
   */
  SharedResponseCache cache(long maxBytes, Duration ttl);

  /** The ledger of GitHub's quotas. */
  QuotaLedger ledger();

  /** Where GitHub's limits per minute are counted. */
  TokenBuckets buckets();

  /** The way to the same buckets ahead of need. */
  TokenLeases leases();

  /** What is under way. */
  Slots slots();

  /** Where the processes' circuits meet. */
  BreakerBoard breakers();

  /** What has to be done once before the store can be used; returns when it is done, or closed. */
  void prepare();

  /**
   * Asks the store something small.
   *
   * @throws StorageFailure where no answer comes
   */
  void ping();

  /** Ends the connections. */
  @Override
  void close();
}
