package dev.headgate.core.limit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The permits of one bucket that this process holds until a term ends, and what the store last said
 * of the bucket. Ticks are nanoseconds of a clock that never goes back and starts anywhere.
 *
 * <p>Only {@link #left} changes; whoever replaces it drains it first, so no permit is spent twice.
 */
final class Held {

  private static final long DRAINED = -1;
  private static final VarHandle LEFT;

  static {
    try {
      LEFT = MethodHandles.lookup().findVarHandle(Held.class, "left", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The store's last answer; its permits are a part of {@link #taken}. */
  private final Lease answer;

  private final long received;
  private final long until;
  private final long since;
  private final long taken;
  private final boolean exhausted;
  private volatile long left;

  private Held(
      Lease answer,
      long received,
      long until,
      long since,
      long taken,
      long left,
      boolean exhausted) {
    this.answer = answer;
    this.received = received;
    this.until = until;
    this.since = since;
    this.taken = taken;
    this.left = left;
    this.exhausted = exhausted;
  }

  /**
   * What an answer gave.
   *
   * @param sent the tick before the store was asked: the term is counted from there
   * @param received the tick after it answered
   * @param wanted how many permits it was asked for
   */
  static Held of(Lease answer, long sent, long received, long wanted) {
    long permits = answer.permits();
    boolean exhausted = permits < wanted && answer.level().remaining() == 0;
    return new Held(answer, received, sent + answer.term(), received, permits, permits, exhausted);
  }

  /** This, with what was left of an earlier answer in the same term. */
  Held joined(Held earlier, long carried) {
    return new Held(
        answer, received, until, earlier.since, taken + earlier.taken, left + carried, exhausted);
  }

  /** This with so many permits, after the others that were left went back to the store. */
  Held keeping(long kept, long returned) {
    return new Held(answer, received, until, since, taken - returned, kept, exhausted);
  }

  boolean follows(Held earlier) {
    return answer.end() == earlier.answer.end() && earlier.isUnder(answer.bucket().rule());
  }

  boolean isUnder(Gcra rule) {
    return answer.bucket().rule().equals(rule);
  }

  boolean isOver(long tick) {
    return tick - until >= 0;
  }

  /** The ticks since the term ended, negative before. */
  long sinceEnd(long tick) {
    return tick - until;
  }

  long left() {
    return Math.max(0, left);
  }

  /** Permits that were spent in this term. */
  long spent() {
    return taken - left();
  }

  boolean isLow() {
    return left() < taken / 4;
  }

  boolean spend(long permits) {
    for (long seen = left; seen >= permits; seen = left) {
      if (LEFT.compareAndSet(this, seen, seen - permits)) {
        return true;
      }
    }
    return false;
  }

  /** Undoes a {@link #spend}; if this was drained meanwhile the permits lapse. */
  void putBack(long permits) {
    for (long seen = left; seen != DRAINED; seen = left) {
      if (LEFT.compareAndSet(this, seen, seen + permits)) {
        return;
      }
    }
  }

  /** Takes all that is left; nothing can be spent from this any more. */
  long drain() {
    return Math.max(0, (long) LEFT.getAndSet(this, DRAINED));
  }

  /** The store's time at this tick, a little behind at most. */
  long storeTime(long tick) {
    return answer.level().now() + (tick - received);
  }

  /** How long ago the store said what is known here. */
  long age(long tick) {
    return tick - received;
  }

  /** The ticks until the store may be asked again, when it had nothing more to give. */
  long pause(long tick) {
    return exhausted ? Math.max(0, LeasedTokenBuckets.PACE - age(tick)) : 0;
  }

  /** The bucket's TAT as if only what was spent had been charged, as far as is known. */
  long tat(long tick) {
    long tat = answer.level().tat();
    return isOver(tick) ? tat : lessUnspent(tat);
  }

  /** The TAT that the store tells, as if what is left here were still there. */
  long lessUnspent(long tat) {
    return answer.bucket().rule().giveBack(tat, left(), answer.end());
  }

  /**
   * How many permits the time from this tick to the end of the term will need if it goes on as
   * before; for a term that is over, how many the next one will. An answer that came when its term
   * was over says nothing of that: the next may come as late.
   */
  long demand(long tick) {
    if (isOver(received)) {
      return 0;
    }
    long elapsed = Math.max(1, Math.min(tick, until) - since);
    long ahead = isOver(tick) ? TokenLeases.TERM : until - tick;
    double expected = (double) spent() * ahead / elapsed;
    return Math.min(Math.max(2, 2 * taken), (long) expected);
  }

  Lease unspent(long permits) {
    return new Lease(answer.level(), permits, answer.end());
  }
}
