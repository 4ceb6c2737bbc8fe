package dev.headgate.core.limit;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One hot bucket in this process: the permits at hand, and whose turn it is to fetch more. */
final class Stock {

  /** Held by who asks the store because this bucket is out of permits; the others wait for him. */
  final ReentrantLock refill = new ReentrantLock();

  private final AtomicReference<@Nullable Held> held = new AtomicReference<>();
  private final long born;

  Stock(long tick) {
    this.born = tick;
  }

  /** What can be spent at this tick by this rule, or null. */
  @Nullable Held spendable(Gcra rule, long tick) {
    Held now = held.get();
    return now != null && !now.isOver(tick) && now.isUnder(rule) ? now : null;
  }

  /** Whether the permits at hand are too few for a call. */
  boolean lacks(Gcra rule, long permits, long tick) {
    Held now = spendable(rule, tick);
    return now == null || now.left() < permits;
  }

  /** Whether it is time to ask for more, once the store is asked anyway. */
  boolean isLow(Gcra rule, long permits, long tick) {
    Held now = spendable(rule, tick);
    return now == null || now.left() < permits || now.isLow();
  }

  /**
   * How many permits to ask for: what is missing for this call, or what the time that is left of
   * the term will need by recent demand, but no more than half of what the bucket has, so that near
   * exhaustion nobody sits on the last ones.
   */
  long wanted(Bucket bucket, long permits, long tick) {
    Held now = held.get();
    if (now == null || now.sinceEnd(tick) > TokenLeases.TERM) {
      return permits;
    }
    long half = bucket.rule().remaining(now.tat(tick), now.storeTime(tick)) / 2;
    long missing = permits - (now.isOver(tick) ? 0 : now.left());
    return Math.max(1, Math.max(missing, Math.min(now.demand(tick), half)));
  }

  /** Takes what an answer gave, beside what is left of the same term; returns what lapses. */
  long put(Held next) {
    long carried = 0;
    long lapsed = 0;
    while (true) {
      Held earlier = held.get();
      if (earlier == null) {
        if (held.compareAndSet(null, next)) {
          return lapsed + carried;
        }
        continue;
      }
      // Who loses the race below has still drained, and must carry nothing out of its term.
      boolean joins = next.follows(earlier);
      long left = earlier.drain();
      carried += joins ? left : 0;
      lapsed += joins ? 0 : left;
      if (held.compareAndSet(earlier, joins ? next.joined(earlier, carried) : next)) {
        return joins ? lapsed : lapsed + carried;
      }
    }
  }

  /**
   * How long the store would refuse this call, by what it said last: 0 if it might grant it, or has
   * not been asked lately.
   */
  long delay(Bucket bucket, long permits, long tick) {
    Held now = held.get();
    if (now == null || now.age(tick) > LeasedTokenBuckets.TRUST) {
      return 0;
    }
    if (!now.isOver(tick) && now.left() >= permits && now.isUnder(bucket.rule())) {
      return 0;
    }
    long own = bucket.rule().delay(now.tat(tick), permits, now.storeTime(tick));
    return Math.max(own, now.pause(tick));
  }

  /** How full the bucket is, as far as is known. */
  @Nullable Level level(Bucket bucket, long tick) {
    Held now = held.get();
    return now == null ? null : new Level(bucket, now.tat(tick), now.storeTime(tick));
  }

  /**
   * Parts with what will hardly be spent before the term ends, when that is near; with everything
   * when {@code all} is set.
   */
  @Nullable Lease surplus(long tick, boolean all) {
    Held now = held.get();
    if (now == null || now.isOver(tick) || now.left() == 0) {
      return null;
    }
    long kept = 0;
    if (!all) {
      if (-now.sinceEnd(tick) > LeasedTokenBuckets.SETTLING) {
        return null;
      }
      kept = now.demand(tick);
      if (kept >= now.left()) {
        return null;
      }
    }
    long left = now.drain();
    kept = Math.min(kept, left);
    // Where a refill came in between, it found nothing to carry over: then all of it goes back.
    boolean keeps = held.compareAndSet(now, now.keeping(kept, left - kept));
    return now.unspent(keeps ? left - kept : left);
  }

  /** The permits at hand are gone, as those of a bucket that an operator emptied of its past. */
  void drop() {
    Held now = held.getAndSet(null);
    if (now != null) {
      now.drain();
    }
  }

  long storeTime(long tick) {
    Held now = held.get();
    return now == null ? Gcra.AT_REST : now.storeTime(tick);
  }

  boolean isIdle(long tick) {
    Held now = held.get();
    return (now == null ? tick - born : now.sinceEnd(tick)) > LeasedTokenBuckets.TRUST;
  }
}
