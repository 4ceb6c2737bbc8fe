package dev.headgate.core.protection;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.priority.Priority;
import dev.headgate.core.protection.SheddingPolicy.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that this process could not begin in time, those of low priority first.
 *
 * <p>What is watched is how long accepted requests wait for a thread of ours to begin them. Nothing
 * that GitHub does, nor any wait for its limits, comes into that time: a slow GitHub is not our
 * overload, as it would be by a request's whole latency. As in CoDel (RFC 8289) it is the
 * <em>shortest</em> wait of a window that counts: a burst leaves some who waited hardly at all, a
 * standing queue nobody. After {@value #WINDOWS_TO_BEGIN} such windows in a row the queue is held
 * to what can be begun within each priority's patience, by Little's law: so many a second as are
 * begun now, times that patience. Requests beyond that are refused before they cost a thread. When
 * nobody has had to wait for half of the patience for a second, all are let in again.
 *
 * <p>Safe for use by several threads but for {@link #look}, which one at a time calls. Letting a
 * request in costs two counters.
 */
public final class LoadShedder {
  /** How often {@link #look} is to be called. */
  public static final Duration WINDOW = Duration.ofMillis(50);

  /** As many windows in a row without a short wait begin the shedding. */
  static final int WINDOWS_TO_BEGIN = 3;

  /** As many with a short one end it. */
  static final int WINDOWS_TO_END = 20;

  private static final double WEIGHT = 0.3;
  private static final double NANOS = 1e9;

  private final SheddingPolicy policy;
  private final LongAdder admitted = new LongAdder();
  private final LongAdder begun = new LongAdder();
  private final LongAccumulator shortest = new LongAccumulator(Math::min, Long.MAX_VALUE);
  private final Map<Priority, LongAdder> shed = new EnumMap<>(Priority.class);

  /** How many may wait while any of low priority is let in; null while all are let in. */
  private volatile @Nullable Long room;

  private volatile Latest latest = Latest.NONE;
  private @Nullable Instant looked;
  private long begunBefore;
  private int over;
  private int calm;

  /** One that lets everything in until it is told of long waits. */
  public LoadShedder(SheddingPolicy policy) {
    this.policy = policy;
    for (Priority priority : Priority.values()) {
      shed.put(priority, new LongAdder());
    }
  }

  /**
   * Whether a request may wait for a thread. One that may is to be reported by {@link #begun} when
   * its thread runs.
   */
  public boolean admit(Priority priority) {
    @Nullable Long few = room;
    if (few != null && waiting() >= few * multiple(priority)) {
      counter(priority).increment();
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
    long waiting = waiting();
    Duration delay = delay(moved, least, waiting, length);
    double rate = rate(moved * NANOS / length.toNanos(), waiting);
    Duration patience = policy.patience(cpu);
    boolean shedding = shedding(delay, patience, waiting);
    room = shedding ? room(rate, patience) : null;
    latest = new Latest(shedding, delay, rate, cpu);
  }

  /** How it is now. */
  public LoadStatus status() {
    Latest seen = latest;
    Map<Priority, Long> refused = new EnumMap<>(Priority.class);
    shed.forEach((priority, count) -> refused.put(priority, count.sum()));
    return new LoadStatus(seen.shedding, seen.delay, waiting(), seen.rate, seen.cpu, refused);
  }

  /** Whether requests may be refused at all. */
  public boolean enforced() {
    return policy.mode() == Mode.ENFORCE;
  }

  private Duration delay(long moved, long least, long waiting, Duration length) {
    if (moved > 0 && least < Long.MAX_VALUE) {
      return Duration.ofNanos(Math.max(0, least));
    }
    // Where nothing was begun, those who wait have waited by a window longer.
    return waiting > 0 ? latest.delay.plus(length) : Duration.ZERO;
  }

  /** What is begun while some wait is all that can be; while none do, more could be. */
  private double rate(double seen, long waiting) {
    double known = latest.rate;
    if (waiting < policy.spare()) {
      return Math.max(known, seen);
    }
    return known == 0 ? seen : known + WEIGHT * (seen - known);
  }

  private boolean shedding(Duration delay, Duration patience, long waiting) {
    boolean late = delay.compareTo(patience) > 0 && waiting >= policy.spare();
    over = late ? over + 1 : 0;
    if (!latest.shedding) {
      calm = 0;
      return over >= WINDOWS_TO_BEGIN;
    }
    calm = delay.multipliedBy(2).compareTo(patience) < 0 ? calm + 1 : 0;
    return calm < WINDOWS_TO_END;
  }

  private long room(double rate, Duration patience) {
    return Math.max(policy.spare(), (long) (rate * patience.toNanos() / NANOS));
  }

  private long waiting() {
    // In this order the difference errs towards fewer.
    long started = begun.sum();
    return Math.max(0, admitted.sum() - started);
  }

  private LongAdder counter(Priority priority) {
    return requireNonNull(shed.get(priority));
  }

  private static long multiple(Priority priority) {
    return switch (priority) {
      case LOW -> 1;
      case NORMAL -> 2;
      case HIGH -> 4;
      case CRITICAL -> 8;
    };
  }

  private record Latest(boolean shedding, Duration delay, double rate, CpuUse cpu) {
    static final Latest NONE = new Latest(false, Duration.ZERO, 0, CpuUse.UNKNOWN);
  }
}
