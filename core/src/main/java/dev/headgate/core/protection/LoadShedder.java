package dev.headgate.core.protection;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.priority.Priority;
import dev.headgate.core.protection.SheddingPolicy.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that this process could not serve in time, those of low priority first.
 *
 * <p>What is watched is how long accepted requests wait for a thread of ours to begin them. Nothing
 * that GitHub does, nor any wait for its limits, comes into that time: a slow GitHub is not our
 * overload, as it would be by a request's whole latency. As in CoDel (RFC 8289) it is the
 * <em>shortest</em> wait of a window that counts: a burst leaves some who waited hardly at all, a
 * standing queue nobody. After {@value #WINDOWS_TO_BEGIN} such windows in a row only about as many
 * requests a second are let in as are served: fewer while the wait is too long, a few more while it
 * is short. What a request costs after it was begun counts as well, for it shows in how many are
 * served. What is let in is shared out by priority, the highest first, as in "Overload Control for
 * Scaling WeChat Microservices" (SoCC 2018). When as many could be let in as come, for a second,
 * all are.
 *
 * <p>Safe for use by several threads but for {@link #look}, which one at a time calls. Letting a
 * request in costs a few counters.
 */
public final class LoadShedder {
  /** How often {@link #look} is to be called. */
  public static final Duration WINDOW = Duration.ofMillis(50);

  /** As many windows in a row without a short wait begin the shedding. */
  static final int WINDOWS_TO_BEGIN = 3;

  /** As many with a short one end it. */
  static final int WINDOWS_TO_END = 20;

  /** How much is let in of what is served, while the wait is long, right, and short. */
  private static final double DRAIN = 0.6;

  private static final double KEEP = 0.95;
  private static final double PROBE = 1.15;

  private static final double WEIGHT = 0.1;
  private static final double NANOS = 1e9;

  private final SheddingPolicy policy;
  private final LongAdder admitted = new LongAdder();
  private final LongAdder begun = new LongAdder();
  private final LongAdder finished = new LongAdder();
  private final LongAccumulator shortest = new LongAccumulator(Math::min, Long.MAX_VALUE);
  private final Map<Priority, Lane> lanes = new EnumMap<>(Priority.class);

  private volatile Latest latest = Latest.NONE;
  private @Nullable Instant looked;
  private long begunBefore;
  private long finishedBefore;
  private double served;
  private int over;
  private int calm;

  /** One that lets everything in until it is told of long waits. */
  public LoadShedder(SheddingPolicy policy) {
    this.policy = policy;
    for (Priority priority : Priority.values()) {
      lanes.put(priority, new Lane());
    }
  }

  /**
   * Whether a request may wait for a thread. One that may is to be reported by {@link #begun} when
   * its thread runs, and by {@link #finished}.
   */
  public boolean admit(Priority priority) {
    Lane lane = lane(priority);
    lane.asked.increment();
    if (latest.shedding && tooMany(lane, multiple(priority))) {
      lane.shed.increment();
      if (policy.mode() == Mode.ENFORCE) {
        return false;
      }
    }
    admitted.increment();
    return true;
  }

  /** A request that was let in is begun now, after so many nanoseconds. */
  public void begun(long waitedNanos) {
    shortest.accumulate(waitedNanos);
    begun.increment();
  }

  /** A request that was begun has ended. */
  public void finished() {
    finished.increment();
  }

  /** Looks at the window that ends now. */
  public void look(Instant now, CpuUse cpu) {
    if (policy.mode() == Mode.OFF) {
      return;
    }
    Instant before = looked;
    looked = now;
    long begunNow = begun.sum();
    long moved = begunNow - begunBefore;
    begunBefore = begunNow;
    long least = shortest.getThenReset();
    if (before == null || !now.isAfter(before)) {
      return;
    }
    Duration length = Duration.between(before, now);
    double seconds = length.toNanos() / NANOS;
    double offered = 0;
    for (Lane lane : lanes.values()) {
      offered += lane.look(seconds);
    }
    long finishedNow = finished.sum();
    served += WEIGHT * ((finishedNow - finishedBefore) / seconds - served);
    finishedBefore = finishedNow;
    Duration delay = delay(moved, least, length);
    Duration patience = policy.patience(cpu);
    double allowed = Math.max(1, served * gain(delay, patience));
    boolean shedding = shedding(delay, patience, allowed, offered);
    if (shedding) {
      share(allowed);
    }
    latest =
        new Latest(
            shedding,
            delay,
            shedding ? allowed : served,
            Math.max(policy.spare(), (long) (allowed * patience.toNanos() / NANOS)),
            cpu);
  }

  /** How it is now. */
  public LoadStatus status() {
    Latest seen = latest;
    Map<Priority, Long> refused = new EnumMap<>(Priority.class);
    lanes.forEach((priority, lane) -> refused.put(priority, lane.shed.sum()));
    return new LoadStatus(
        seen.shedding, seen.delay, waiting(), underWay(), seen.rate, seen.cpu, refused);
  }

  /** Whether requests may be refused at all. */
  public boolean enforced() {
    return policy.mode() == Mode.ENFORCE;
  }

  private boolean tooMany(Lane lane, long multiple) {
    if (underWay() < policy.spare()) {
      return false;
    }
    return waiting() >= latest.room * multiple || !lane.turn();
  }

  private Duration delay(long moved, long least, Duration length) {
    if (moved > 0 && least < Long.MAX_VALUE) {
      return Duration.ofNanos(Math.max(0, least));
    }
    // Where nothing was begun, those who wait have waited by a window longer.
    return waiting() > 0 ? latest.delay.plus(length) : Duration.ZERO;
  }

  /** By the wait: less than is served makes the queue shorter, more shows whether there is room. */
  private static double gain(Duration delay, Duration patience) {
    if (delay.compareTo(patience) > 0) {
      return DRAIN;
    }
    return delay.multipliedBy(2).compareTo(patience) < 0 ? PROBE : KEEP;
  }

  private boolean shedding(Duration delay, Duration patience, double allowed, double offered) {
    boolean late = delay.compareTo(patience) > 0 && underWay() >= policy.spare();
    over = late ? over + 1 : 0;
    if (!latest.shedding) {
      calm = 0;
      return over >= WINDOWS_TO_BEGIN;
    }
    boolean easy = delay.multipliedBy(2).compareTo(patience) < 0 && allowed >= offered;
    calm = easy ? calm + 1 : 0;
    return calm < WINDOWS_TO_END;
  }

  /** Shares out what is let in, the most urgent first. */
  private void share(double allowed) {
    double left = allowed;
    for (Map.Entry<Priority, Lane> entry : lanes.entrySet()) {
      left = Math.max(0, left - entry.getValue().share(left));
    }
  }

  private long waiting() {
    // In this order the difference errs towards fewer.
    long started = begun.sum();
    return Math.max(0, admitted.sum() - started);
  }

  private long underWay() {
    long ended = finished.sum();
    return Math.max(0, admitted.sum() - ended);
  }

  private Lane lane(Priority priority) {
    return requireNonNull(lanes.get(priority));
  }

  private static long multiple(Priority priority) {
    return switch (priority) {
      case LOW -> 1;
      case NORMAL -> 2;
      case HIGH -> 4;
      case CRITICAL -> 8;
    };
  }

  private record Latest(boolean shedding, Duration delay, double rate, long room, CpuUse cpu) {
    static final Latest NONE = new Latest(false, Duration.ZERO, 0, 0, CpuUse.UNKNOWN);
  }

  /** The requests of one priority. */
  private static final class Lane {
    final LongAdder asked = new LongAdder();
    final LongAdder shed = new LongAdder();
    private final AtomicLong turns = new AtomicLong();
    private volatile double share = 1;
    private long askedBefore;
    private double rate;

    /** How many a second there are of them. */
    double look(double seconds) {
      long now = asked.sum();
      rate += WEIGHT * ((now - askedBefore) / seconds - rate);
      askedBefore = now;
      return rate;
    }

    /** Lets as many in as {@code left} a second allow; tells how many a second those are. */
    double share(double left) {
      share = rate <= left ? 1 : left / rate;
      return Math.min(rate, left);
    }

    /** Whether the next one is let in: evenly, so that the shares are exact. */
    boolean turn() {
      double part = share;
      if (part >= 1) {
        return true;
      }
      long number = turns.getAndIncrement();
      return (long) ((number + 1) * part) > (long) (number * part);
    }
  }
}
