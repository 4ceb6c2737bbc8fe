package dev.headgate.core.limit;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.limit.Decision.Granted;
import dev.headgate.core.limit.Decision.Refused;
import dev.headgate.core.storage.StorageFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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
  private final TokenLeases leases;
  private final LongSupplier ticker;
  private final Map<BucketKey, Stock> stocks = new ConcurrentHashMap<>();
  private final Sightings sightings = new Sightings();
  private final LongAdder lapsed = new LongAdder();
  private volatile boolean closed;

  /**
   * Leases from a store.
   *
   * @param leases the same store as the first, they share their buckets
   * @param ticker nanoseconds that never go back, from any start: {@link System#nanoTime}
   */
  public LeasedTokenBuckets(TokenBuckets store, TokenLeases leases, LongSupplier ticker) {
    this.store = requireNonNull(store, "store");
    this.leases = requireNonNull(leases, "leases");
    this.ticker = requireNonNull(ticker, "ticker");
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
    Decision refused = delay == ASK_THE_STORE ? null : refused(buckets, permits);
    return refused == null ? store.acquire(buckets, permits, now) : refused;
  }

  /** Asks the store, one round trip, and adds what this process holds and has not spent. */
  @Override
  public List<Level> levels(List<Bucket> buckets, long now) {
    List<Level> levels = new ArrayList<>(store.levels(buckets, now));
    long tick = ticker.getAsLong();
    for (int i = 0; i < levels.size(); i++) {
      Level level = levels.get(i);
      Stock stock = stocks.get(level.bucket().key());
      Held held = stock == null ? null : stock.spendable(level.bucket().rule(), tick);
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
    giveBack(tick, false);
    stocks.values().removeIf(stock -> stock.isIdle(tick));
  }

  /** Gives back all that is left; whoever still asks is sent to the store. */
  @Override
  public void close() {
    closed = true;
    giveBack(ticker.getAsLong(), true);
    stocks.clear();
  }

  /** The permits that were leased, not spent and not given back in time. */
  public long lapsed() {
    return lapsed.sum();
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
      if (spend(buckets, 0, permits, tick)) {
        return 0;
      }
      if (!areLeased(buckets, tick)) {
        return ASK_THE_STORE;
      }
      long delay = delay(buckets, permits, tick);
      if (delay != 0) {
        return delay;
      }
      Refill refill = refill(buckets, permits, tick, now + (tick - started));
      if (refill != Refill.TRY_AGAIN) {
        return refill == Refill.SPENT ? 0 : ASK_THE_STORE;
      }
      tick = ticker.getAsLong();
    }
    return ASK_THE_STORE;
  }

  /** What a turn at the store came to, for the call that asked. */
  private enum Refill {
    /** Its permits were in the answer, and are spent. */
    SPENT,
    /** The store leased too little, though it may grant directly. */
    TOO_LITTLE,
    /** There may be something at hand now. */
    TRY_AGAIN
  }

  /** Takes from one bucket after the other on the way in; on the way out, puts back or not. */
  private boolean spend(List<Bucket> buckets, int index, long permits, long tick) {
    if (index == buckets.size()) {
      return true;
    }
    Bucket bucket = buckets.get(index);
    Stock stock = stocks.get(bucket.key());
    Held held = stock == null ? null : stock.spendable(bucket.rule(), tick);
    if (held == null || !held.spend(permits)) {
      return false;
    }
    if (spend(buckets, index + 1, permits, tick)) {
      return true;
    }
    held.putBack(permits);
    return false;
  }

  /** Whether all of them are leased; notes those that are not, and leases them if they return. */
  private boolean areLeased(List<Bucket> buckets, long tick) {
    boolean all = true;
    for (Bucket bucket : buckets) {
      if (stocks.get(bucket.key()) == null) {
        all = false;
        if (isLeasable(bucket.rule())
            && sightings.again(bucket.key(), tick)
            && stocks.size() < MOST_STOCKS
            && !closed) {
          stocks.putIfAbsent(bucket.key(), new Stock(tick));
        }
      }
    }
    return all;
  }

  private static boolean isLeasable(Gcra rule) {
    return rule.window() >= LEAST_TERMS * TokenLeases.TERM;
  }

  /** The longest wait of any of the buckets, by what the store said last. */
  private long delay(List<Bucket> buckets, long permits, long tick) {
    long longest = 0;
    for (int i = 0; i < buckets.size(); i++) {
      longest = Math.max(longest, delay(buckets.get(i), permits, tick));
    }
    return longest;
  }

  private long delay(Bucket bucket, long permits, long tick) {
    Stock stock = stocks.get(bucket.key());
    return stock == null ? 0 : stock.delay(bucket, permits, tick);
  }

  /**
   * Waits for the turn at the first bucket that is out of permits, and if it still is, asks the
   * store for all that run low.
   */
  private Refill refill(List<Bucket> buckets, long permits, long tick, long now) {
    Stock dry = firstDry(buckets, permits, tick);
    if (dry == null) {
      return Refill.TRY_AGAIN;
    }
    dry.refill.lock();
    try {
      long sent = ticker.getAsLong();
      if (firstDry(buckets, permits, sent) != dry || delay(buckets, permits, sent) != 0) {
        return Refill.TRY_AGAIN;
      }
      return fetch(buckets, permits, sent, now + (sent - tick));
    } finally {
      dry.refill.unlock();
    }
  }

  /** The first bucket that has too little for this call. */
  private @Nullable Stock firstDry(List<Bucket> buckets, long permits, long tick) {
    for (Bucket bucket : buckets) {
      Stock stock = stocks.get(bucket.key());
      if (stock != null && stock.lacks(bucket.rule(), permits, tick)) {
        return stock;
      }
    }
    return null;
  }

  private Refill fetch(List<Bucket> buckets, long permits, long sent, long now) {
    List<Bucket> low = new ArrayList<>(buckets.size());
    long[] wanted = new long[buckets.size()];
    for (Bucket bucket : buckets) {
      Stock stock = stocks.get(bucket.key());
      if (stock != null && stock.isLow(bucket.rule(), permits, sent)) {
        wanted[low.size()] = stock.wanted(bucket, permits, sent);
        low.add(bucket);
      }
    }
    if (low.isEmpty()) {
      // A call that was put back, or one at another bucket of these, has filled it meanwhile.
      return Refill.TRY_AGAIN;
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
      Stock stock = stocks.get(bucket.key());
      if (stock != null) {
        lapsed.add(stock.put(held));
        tooLittle |=
            stock.lacks(bucket.rule(), permits, received)
                && stock.delay(bucket, permits, received) == 0;
      }
    }
    if (spent) {
      return Refill.SPENT;
    }
    return tooLittle ? Refill.TOO_LITTLE : Refill.TRY_AGAIN;
  }

  private Level tightest(List<Bucket> buckets, long now) {
    long tick = ticker.getAsLong();
    Level tightest = null;
    for (Bucket bucket : buckets) {
      Level level = level(bucket, tick);
      if (level != null && (tightest == null || level.remaining() < tightest.remaining())) {
        tightest = level;
      }
    }
    // Only where an operator forgot all of them meanwhile is there nothing to tell from memory.
    return tightest == null ? store.levels(buckets, now).get(0) : tightest;
  }

  private @Nullable Level level(Bucket bucket, long tick) {
    Stock stock = stocks.get(bucket.key());
    return stock == null ? null : stock.level(bucket, tick);
  }

  /** The refusal that was decided, or null if its time has come meanwhile. */
  private @Nullable Decision refused(List<Bucket> buckets, long permits) {
    long tick = ticker.getAsLong();
    List<String> violated = new ArrayList<>(buckets.size());
    Level slowest = null;
    long longest = 0;
    for (Bucket bucket : buckets) {
      long own = delay(bucket, permits, tick);
      Level level = level(bucket, tick);
      if (own > 0 && level != null) {
        violated.add(level.policy());
        slowest = own > longest ? level : slowest;
        longest = Math.max(own, longest);
      }
    }
    return slowest == null ? null : new Refused(slowest, longest, violated);
  }

  private void giveBack(long tick, boolean all) {
    List<Lease> unspent = new ArrayList<>();
    long storeTime = Gcra.AT_REST;
    for (Stock stock : stocks.values()) {
      Lease surplus = stock.surplus(tick, all);
      if (surplus != null) {
        unspent.add(surplus);
        storeTime = Math.max(storeTime, stock.storeTime(tick));
      }
      if (unspent.size() == MOST_BUCKETS) {
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
}
