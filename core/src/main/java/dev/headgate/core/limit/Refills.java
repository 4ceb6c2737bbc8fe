package dev.headgate.core.limit;

import dev.headgate.core.storage.StorageFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * The way between what this process holds and the store: fetches for buckets that run low, one
 * caller at a time for each, and gives back what will not be needed. Thread-safe.
 */
final class Refills {

  private final Stocks stocks;
  private final TokenLeases leases;
  private final LongSupplier ticker;
  private final LongAdder lapsed = new LongAdder();

  Refills(Stocks stocks, TokenLeases leases, LongSupplier ticker) {
    this.stocks = stocks;
    this.leases = leases;
    this.ticker = ticker;
  }

  /** What a turn at the store came to, for the call that asked. */
  enum Outcome {
    /** Its permits were in the answer, and are spent. */
    SPENT,
    /** The store leased too little, though it may grant directly. */
    TOO_LITTLE,
    /** There may be something at hand now. */
    TRY_AGAIN
  }

  /**
   * Waits for the turn at the first bucket that is out of permits, and if it still is, asks the
   * store for all that run low.
   */
  Outcome refill(List<Bucket> buckets, long permits, long tick, long now) {
    Stock dry = stocks.firstDry(buckets, permits, tick);
    if (dry == null) {
      return Outcome.TRY_AGAIN;
    }
    dry.refill.lock();
    try {
      long sent = ticker.getAsLong();
      if (stocks.firstDry(buckets, permits, sent) != dry
          || stocks.delay(buckets, permits, sent) != 0) {
        return Outcome.TRY_AGAIN;
      }
      return fetch(buckets, permits, sent, now + (sent - tick));
    } finally {
      dry.refill.unlock();
    }
  }

  private Outcome fetch(List<Bucket> buckets, long permits, long sent, long now) {
    List<Bucket> low = new ArrayList<>(buckets.size());
    long[] wanted = new long[buckets.size()];
    for (Bucket bucket : buckets) {
      Stock stock = stocks.of(bucket);
      if (stock != null && stock.isLow(bucket.rule(), permits, sent)) {
        wanted[low.size()] = stock.wanted(bucket, permits, sent);
        low.add(bucket);
      }
    }
    if (low.isEmpty()) {
      // A call that was put back, or one at another bucket of these, has filled it meanwhile.
      return Outcome.TRY_AGAIN;
    }
    List<Lease> answers = leases.takeUpTo(low, Arrays.copyOf(wanted, low.size()), now);
    long received = ticker.getAsLong();
    // Decided when the store answered, as a direct call is: the term may have ended on the way.
    boolean spent =
        low.size() == buckets.size()
            && answers.stream().allMatch(lease -> lease.permits() >= permits);
    boolean tooLittle = false;
    for (int i = 0; i < answers.size(); i++) {
      Bucket bucket = low.get(i);
      Held held = Held.of(answers.get(i), sent, received, wanted[i]);
      if (spent) {
        held.spend(permits);
      }
      Stock stock = stocks.of(bucket);
      if (stock != null) {
        lapsed.add(stock.put(held));
        tooLittle |=
            stock.lacks(bucket.rule(), permits, received)
                && stock.delay(bucket, permits, received) == 0;
      }
    }
    if (spent) {
      return Outcome.SPENT;
    }
    return tooLittle ? Outcome.TOO_LITTLE : Outcome.TRY_AGAIN;
  }

  /** Gives back what will hardly be spent before its term ends, or all of it. */
  void giveBack(long tick, boolean all) {
    List<Lease> unspent = new ArrayList<>();
    long storeTime = Gcra.AT_REST;
    for (Stock stock : stocks.all()) {
      Lease surplus = stock.surplus(tick, all);
      if (surplus != null) {
        unspent.add(surplus);
        storeTime = Math.max(storeTime, stock.storeTime(tick));
      }
      if (unspent.size() == TokenBuckets.MOST_BUCKETS) {
        giveBack(unspent, storeTime);
        unspent.clear();
      }
    }
    giveBack(unspent, storeTime);
  }

  private void giveBack(List<Lease> unspent, long storeTime) {
    if (unspent.isEmpty()) {
      return;
    }
    try {
      leases.giveBack(List.copyOf(unspent), storeTime);
    } catch (StorageFailure e) {
      // Nobody is waiting for them: what does not come back lapses with its term.
      unspent.forEach(lease -> lapsed.add(lease.permits()));
    }
  }

  /** The permits that were leased, not spent and not given back in time. */
  long lapsed() {
    return lapsed.sum();
  }
}
