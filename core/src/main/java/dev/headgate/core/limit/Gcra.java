package dev.headgate.core.limit;

import java.time.Duration;

/**
 * The generic cell rate algorithm: a continuous token bucket whose whole state is one number.
 *
 * <p>That number is the <em>theoretical arrival time</em> (TAT), in nanoseconds since the epoch:
 * the instant at which the bucket will be full again. Charging {@code n} permits moves it to {@code
 * max(now, tat) + n·interval}; they are admitted if that lies no further ahead than the time a
 * whole burst takes. Everything else follows: what remains, when to retry, when the bucket is full,
 * and when its state may be dropped, for a bucket whose TAT has passed equals one that never was.
 *
 * <p>The functions are pure and exact over the whole range of {@code long}. A clock that goes back
 * adds nothing, as only time ahead of the TAT counts. Where the next TAT would lie beyond the end
 * of representable time the answer is {@link #NEVER}, not a grant.
 *
 * @param interval the nanoseconds one permit takes to refill
 * @param burst the permits a full bucket holds
 * @see <a href="https://www.itu.int/rec/T-REC-I.371">ITU-T I.371, annex A</a>
 */
public record Gcra(long interval, long burst) {

  /** The TAT of a bucket that was never charged. */
  public static final long AT_REST = Long.MIN_VALUE;

  /** The wait for what cannot happen however long one waits. */
  public static final long NEVER = Long.MAX_VALUE;

  /** The longest time a full burst may take to refill; it leaves room for sums without overflow. */
  static final Duration LONGEST = Duration.ofDays(36_500);

  public Gcra {
    Check.that(interval >= 1, "interval", interval, "at least 1");
    Check.that(burst >= 1, "burst", burst, "at least 1");
    Check.that(burst <= LONGEST.toNanos() / interval, "burst", burst, "refilled within " + LONGEST);
  }

  /** The rule that holds callers to this rate. */
  public static Gcra of(Rate rate) {
    return new Gcra(rate.interval(), rate.burst());
  }

  /** The nanoseconds an empty bucket takes to be full. */
  public long window() {
    return interval * burst;
  }

  /**
   * How long to wait until {@code permits} can be had, if nobody else asks: 0 if now, {@link
   * #NEVER} if they exceed the burst. The answer is tight: one nanosecond earlier they are still
   * refused.
   */
  public long delay(long tat, long permits, long now) {
    if (permits > burst) {
      return NEVER;
    }
    long backlog = backlog(tat, now);
    long spent = window() - permits * interval;
    if (backlog > spent) {
      return backlog - spent;
    }
    return now > Long.MAX_VALUE - window() ? NEVER : 0;
  }

  /** The TAT after {@code permits} were charged; only meaningful where {@link #delay} is 0. */
  public long charge(long tat, long permits, long now) {
    return Math.max(tat, now) + permits * interval;
  }

  /**
   * The permits that can be had now to be spent at any moment until {@code end}: what is charged
   * from the end on, and reaches no further than a burst from now. They are charged by {@link
   * #charge} with the end for the time.
   */
  public long leasable(long tat, long end, long now) {
    if (now > Long.MAX_VALUE - window()) {
      return 0;
    }
    return Math.max(0, window() - Math.max(backlog(tat, now), end - now)) / interval;
  }

  /** The TAT after leased permits came back before {@code end}, which it does not fall below. */
  public long giveBack(long tat, long permits, long end) {
    return tat <= end ? tat : Math.max(end, tat - permits * interval);
  }

  /** The whole permits that can be had now. */
  public long remaining(long tat, long now) {
    return Math.max(0, window() - backlog(tat, now)) / interval;
  }

  /** The nanoseconds until the bucket is full; also how long its state must be kept. */
  public long backlog(long tat, long now) {
    if (tat <= now) {
      return 0;
    }
    long ahead = tat - now;
    return ahead > 0 ? ahead : Long.MAX_VALUE;
  }

  /** The nanoseconds until one permit more can be had than now; 0 for a full bucket. */
  public long untilMore(long tat, long now) {
    long backlog = backlog(tat, now);
    long window = window();
    if (backlog >= window) {
      return backlog - window + interval;
    }
    return backlog == 0 ? 0 : backlog - (backlog - 1) / interval * interval;
  }
}
