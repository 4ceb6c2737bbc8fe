package dev.headgate.core.admission;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.Decision;
import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.Level;
import dev.headgate.core.limit.TokenBuckets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One principal's computing time at GitHub, in milliseconds, as this process knows it: a bucket
 * that all processes share, looked at a few times a second, and what was spent here since.
 *
 * <p>A request is charged beforehand what those before it took on average, and its true time when
 * its answer has come. What it took longer may bring the bucket below nothing, so that others wait
 * until it is made up for; by no more than GitHub's own window, since what lies further back counts
 * no longer.
 *
 * <p>What is under way when GitHub suddenly grows slow is not called back; it is known when it has
 * ended.
 *
 * <p>Thread-safe. A round trip to the store every {@link #LOOK} or {@value #MUCH} milliseconds of
 * computing, and none while nobody asks.
 */
final class CpuAccount {
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** Milliseconds; as many of these may be under way at once as GitHub allows at all. */
  private static final double FIRST_GUESS = 300;

  /** Of one answer in the average: GitHub growing slow is noticed sooner than it being quick. */
  private static final double SLOWER = 0.3;

  private static final double QUICKER = 0.1;

  /** Milliseconds of which others are told at once. */
  private static final long MUCH = 2_000;

  private final TokenBuckets store;
  private final Bucket bucket;
  private final Bucket debts;
  private final ReentrantLock lock = new ReentrantLock();

  /** When everything charged will be made up for. */
  private Instant free = Instant.MIN;

  /** What the store has not been told of; negative where less was used than told. */
  private long untold;

  private @Nullable Instant looked;
  private double mean = FIRST_GUESS;

  CpuAccount(TokenBuckets store, Bucket bucket) {
    this.store = store;
    this.bucket = bucket;
    Gcra rule = bucket.rule();
    long most = (rule.window() + WINDOW.toNanos()) / rule.interval();
    this.debts = new Bucket(bucket.key(), new Gcra(rule.interval(), most));
  }

  /** Tells the store what it does not know, and learns what others spent; not too often. */
  void look(Instant now) {
    long telling;
    lock.lock();
    try {
      if (untold < MUCH && looked != null && now.isBefore(looked.plus(LOOK))) {
        return;
      }
      looked = now;
      telling = Math.max(0, untold);
      untold -= telling;
    } finally {
      lock.unlock();
    }
    Level level = tell(telling, now);
    Instant stored = now.plusNanos(bucket.rule().backlog(level.tat(), level.now()));
    lock.lock();
    try {
      // What was charged while the store was asked stands above what it said.
      free = stored.plusNanos(untold * bucket.rule().interval());
    } finally {
      lock.unlock();
    }
  }

  /** Charges the store, to no more than can be owed, and answers how it stands. */
  private Level tell(long telling, Instant now) {
    if (telling == 0) {
      return store.levels(List.of(bucket), EpochNanos.of(now)).get(0);
    }
    Decision decision = store.acquire(List.of(debts), telling, now);
    long rest = decision instanceof Decision.Refused refused ? refused.tightest().remaining() : 0;
    return rest == 0 ? decision.tightest() : store.acquire(List.of(debts), rest, now).tightest();
  }

  /** From when on another request may be sent; {@code now} or earlier: at once. */
  Instant ready(Instant now) {
    lock.lock();
    try {
      long expected = Math.min(Math.round(mean), bucket.rule().burst());
      long most = bucket.rule().window() - expected * bucket.rule().interval();
      return free.equals(Instant.MIN) ? now : free.minusNanos(most);
    } finally {
      lock.unlock();
    }
  }

  /** Charges what a request will take, as far as can be told; answers the milliseconds. */
  long begin(Instant now) {
    lock.lock();
    try {
      long expected = Math.max(1, Math.min(Math.round(mean), bucket.rule().burst()));
      charge(expected, now);
      return expected;
    } finally {
      lock.unlock();
    }
  }

  /** The request took so long; 0 where it was not sent. */
  void end(long expected, long took, Instant now) {
    lock.lock();
    try {
      if (took > 0) {
        mean += (took > mean ? SLOWER : QUICKER) * (took - mean);
      }
      charge(took - expected, now);
    } finally {
      lock.unlock();
    }
  }

  private void charge(long millis, Instant now) {
    untold += millis;
    Instant base = free.isAfter(now) ? free : now;
    Instant charged = base.plusNanos(millis * bucket.rule().interval());
    Instant furthest = now.plusNanos(debts.rule().window());
    free = charged.isBefore(furthest) ? charged : furthest;
  }

  /** The milliseconds that could be begun at once. */
  Duration left(Instant now) {
    lock.lock();
    try {
      long backlog = free.isAfter(now) ? Duration.between(now, free).toNanos() : 0;
      long left = Math.max(0, bucket.rule().window() - backlog) / bucket.rule().interval();
      return Duration.ofMillis(left);
    } finally {
      lock.unlock();
    }
  }

  /** Whether it says no more than a new one would. */
  boolean idle(Instant now) {
    lock.lock();
    try {
      return untold <= 0 && !free.isAfter(now.minus(WINDOW));
    } finally {
      lock.unlock();
    }
  }
}
