package dev.headgate.core.limit;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.limit.Decision.Granted;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Token buckets of a shared store at the speed of memory: buckets in frequent use are leased, and
 * their permits spent here, until the term of {@link TokenLeases} ends.
 *
 * <p><b>Bound.</b> The one of {@link TokenBuckets} holds exactly, for every span of time and any
 * mix of processes that lease and that do not, by the rule that leases are charged by. The price is
 * paid in what a bucket holds, not in its rate: what refills within a term cannot be leased from a
 * full bucket. Rules whose bucket fills in less than {@value #LEAST_TERMS} terms are never leased.
 *
 * <p><b>Decisions.</b> If the permits at hand cover every bucket of a call, they are spent without
 * a word to the store, all or none: what was taken from one bucket is put back if the next has too
 * few, and whoever misses it meanwhile asks for more, which is no refusal. If they do not, one
 * caller fetches for all buckets of his call that run low in one round trip, while others who lack
 * the same bucket wait for him: they would only ask the store for the same. His own permits are
 * spent the moment the store gives them, as those of a direct decision are, and do not lapse if the
 * term ends before its answer is here. A call over any bucket that is not leased goes to the store
 * as a whole, as does one for which the store leases too little but may grant directly. A refusal
 * is repeated from memory until the instant that the store's last answer says it can first be
 * granted, no longer than {@link #TRUST}; a bucket found empty is asked again after {@link #PACE}
 * at the earliest, so a wait may come out that much longer than the store's own.
 *
 * <p><b>How much.</b> A lease follows this process's demand, from a single permit upwards, at most
 * twofold at a time, and takes at most half of what the bucket has. {@link #settle} gives back what
 * will not be needed before a term ends; what is left at its end lapses and is {@link #lapsed}
 * counted. Permits held by several processes are not added up: a call for more than one may be
 * refused although all processes together hold enough.
 *
 * <p><b>Levels.</b> What a decision tells of a leased bucket is what the store last said, less what
 * this process spent since, refilled by the time that passed: other processes may have left less.
 *
 * <p><b>Time.</b> The store has its own clock. How long a lease lasts is counted on the caller's,
 * which must never go back, from before the round trip, so it ends here before it ends there.
 *
 * <p>A failure of the store is the caller's, who had nothing at hand; permits whose grant was lost
 * on the way are never spent. A granted {@link #take} from permits at hand allocates nothing.
 * Thread-safe; may block as long as the store takes.
 */
public final class LeasedTokenBuckets implements TokenBuckets, AutoCloseable {

  /** How many buckets are leased at a time; further ones are asked directly. */
  static final int MOST_STOCKS = 10_000;

  /** The fewest terms a bucket must take to fill if it is to be leased. */
  static final int LEAST_TERMS = 4;

  /** The nanoseconds for which an empty bucket is not asked again. */
  static final long PACE = 1_000_000;

  /** The nanoseconds for which an answer of the store counts: an operator may have changed it. */
  static final long TRUST = 1_000_000_000;

  /** The nanoseconds before the end of a term in which {@link #settle} gives back. */
  static final long SETTLING = TokenLeases.TERM / 2;

  private static final int ATTEMPTS = 4;
  private static final long ASK_THE_STORE = -1;

  private final TokenBuckets store;
  private final LongSupplier ticker;
  private final Stocks stocks = new Stocks();
  private final Refills refills;

  /**
   * Leases from a store.
   *
   * @param leases the same store as the first, they share their buckets
   * @param ticker nanoseconds that never go back, from any start: {@link System#nanoTime}
   */
  public LeasedTokenBuckets(TokenBuckets store, TokenLeases leases, LongSupplier ticker) {
    this.store = requireNonNull(store, "store");
    this.ticker = requireNonNull(ticker, "ticker");
    this.refills = new Refills(stocks, requireNonNull(leases, "leases"), ticker);
  }

  @Override
  public long take(List<Bucket> buckets, long permits, long now) {
    long delay = decide(buckets, permits, now);
    return delay == ASK_THE_STORE ? store.take(buckets, permits, now) : delay;
  }

  @Override
  public Decision acquire(List<Bucket> buckets, long permits, long now) {
    long delay = decide(buckets, permits, now);
    if (delay == 0) {
      return new Granted(tightest(buckets, now));
    }
    Decision refused =
        delay == ASK_THE_STORE ? null : stocks.refused(buckets, permits, ticker.getAsLong());
    return refused == null ? store.acquire(buckets, permits, now) : refused;
  }

  /** Asks the store, one round trip, and adds what this process holds and has not spent. */
  @Override
  public List<Level> levels(List<Bucket> buckets, long now) {
    List<Level> levels = new ArrayList<>(store.levels(buckets, now));
    long tick = ticker.getAsLong();
    for (int i = 0; i < levels.size(); i++) {
      Level level = levels.get(i);
      Held held = stocks.spendable(level.bucket(), tick);
      if (held != null) {
        long tat = held.lessUnspent(level.tat());
        levels.set(i, new Level(level.bucket(), tat, level.now()));
      }
    }
    return List.copyOf(levels);
  }

  /**
   * {@inheritDoc}
   *
   * <p>What this process holds of it is forgotten as well; other processes may spend what they hold
   * for the rest of the term, and repeat refusals for up to {@link #TRUST}.
   */
  @Override
  public void forget(BucketKey key) {
    Stock stock = stocks.remove(key);
    if (stock != null) {
      stock.drop();
    }
    store.forget(key);
    if (stock != null) {
      // A refill that was under way may have brought permits that the store has forgotten.
      stock.drop();
    }
  }

  /**
   * Gives back what will hardly be spent before its term ends, in one round trip for up to {@value
   * TokenBuckets#MOST_BUCKETS} buckets, and lets go of buckets that nobody asks for any more. For a
   * timer, several times a term; without it what is left at the end of each term lapses.
   */
  public void settle() {
    long tick = ticker.getAsLong();
    refills.giveBack(tick, false);
    stocks.removeIdle(tick);
  }

  /** Gives back all that is left; whoever still asks is sent to the store. */
  @Override
  public void close() {
    stocks.close();
    refills.giveBack(ticker.getAsLong(), true);
    stocks.clear();
  }

  /** The permits that were leased, not spent and not given back in time. */
  public long lapsed() {
    return refills.lapsed();
  }

  /** How many buckets are leased at present. */
  public int size() {
    return stocks.size();
  }

  /** 0 if granted, a delay if refused, both from memory, or {@link #ASK_THE_STORE}. */
  private long decide(List<Bucket> buckets, long permits, long now) {
    TokenBuckets.check(buckets, permits);
    long started = ticker.getAsLong();
    long tick = started;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (stocks.spend(buckets, permits, tick)) {
        return 0;
      }
      if (!stocks.areLeased(buckets, tick)) {
        return ASK_THE_STORE;
      }
      long delay = stocks.delay(buckets, permits, tick);
      if (delay != 0) {
        return delay;
      }
      Refills.Outcome refill = refills.refill(buckets, permits, tick, now + (tick - started));
      if (refill != Refills.Outcome.TRY_AGAIN) {
        return refill == Refills.Outcome.SPENT ? 0 : ASK_THE_STORE;
      }
      tick = ticker.getAsLong();
    }
    return ASK_THE_STORE;
  }

  private Level tightest(List<Bucket> buckets, long now) {
    Level tightest = stocks.tightest(buckets, ticker.getAsLong());
    // Only where an operator forgot all of them meanwhile is there nothing to tell from memory.
    return tightest == null ? store.levels(buckets, now).get(0) : tightest;
  }
}
