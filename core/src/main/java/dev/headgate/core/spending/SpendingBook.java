package dev.headgate.core.spending;

import dev.headgate.core.quota.QuotaKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who spends GitHub's quota through this process: for each of GitHub's counters the callers and the
 * routes that most points went to, over this half-hour and the one before it. Half-hours begin with
 * the clock's, so that the books of several processes speak of the same time.
 *
 * <p>Bounded: the {@value #MOST} counters that were spent from first; a counter that nobody spends
 * from for an hour makes room. Of the callers and routes of one counter {@value HeavyHitters#SLOTS}
 * each are kept per half-hour: with fewer all figures are exact, with more a name's points are at
 * most a thirty-second of the half-hour's total too high, never too low, and nobody who spent more
 * than that share is missing. Totals are always exact.
 *
 * <p>To be told takes one look-up and one lock of the counter's own, and allocates nothing once its
 * names are known. Safe for use by several threads.
 */
public final class SpendingBook {
  /** How long what was spent is added up before a new sum is begun. */
  public static final Duration SPAN = Duration.ofMinutes(30);

  private static final int MOST = 5_000;
  private static final long SPAN_MILLIS = SPAN.toMillis();

  private final ConcurrentMap<QuotaKey, Page> pages = new ConcurrentHashMap<>();

  /**
   * Books points that a request cost.
   *
   * @param caller the short name of who sent it
   * @param route the template of its path; one of few
   * @param points what it cost; nothing is booked for less than 1
   */
  public void spent(QuotaKey key, String caller, String route, long points, Instant now) {
    if (points <= 0) {
      return;
    }
    Page page = pages.get(key);
    if (page == null) {
      page = opened(key, now);
    }
    if (page != null) {
      page.add(caller, route, points, span(now));
    }
  }

  /** Who spent what, by counter; counters that nobody spends from are left out. */
  public Map<QuotaKey, Spenders> spenders(Instant now) {
    Map<QuotaKey, Spenders> all = new HashMap<>();
    pages.forEach((key, page) -> {
      Spenders spenders = page.spenders(span(now));
      if (spenders.points() > 0) {
        all.put(key, spenders);
      }
    });
    return all;
  }

  private @Nullable Page opened(QuotaKey key, Instant now) {
    if (pages.size() >= MOST) {
      pages.values().removeIf(page -> page.spenders(span(now)).points() == 0);
      if (pages.size() >= MOST) {
        return null;
      }
    }
    return pages.computeIfAbsent(key, fresh -> new Page());
  }

  private static long span(Instant now) {
    return Math.floorDiv(now.toEpochMilli(), SPAN_MILLIS);
  }

  /** One counter's spenders: those of this span and those of the one before. */
  private static final class Page {
    private final ReentrantLock lock = new ReentrantLock();
    private Sum current = new Sum();
    private Sum former = new Sum();
    private long span = Long.MIN_VALUE;

    void add(String caller, String route, long points, long now) {
      lock.lock();
      try {
        turn(now);
        current.callers.add(caller, points);
        current.routes.add(route, points);
        current.points += points;
      } finally {
        lock.unlock();
      }
    }

    Spenders spenders(long now) {
      lock.lock();
      try {
        turn(now);
        return current.spenders(span).and(former.spenders(span - 1));
      } finally {
        lock.unlock();
      }
    }

    /** Time that goes back begins no span anew. */
    private void turn(long now) {
      if (now <= span) {
        return;
      }
      Sum oldest = former;
      former = current;
      current = oldest;
      current.clear();
      if (now != span + 1) {
        former.clear();
      }
      span = now;
    }
  }

  private static final class Sum {
    private final HeavyHitters callers = new HeavyHitters();
    private final HeavyHitters routes = new HeavyHitters();
    private long points;

    void clear() {
      callers.clear();
      routes.clear();
      points = 0;
    }

    Spenders spenders(long span) {
      Instant since = Instant.ofEpochMilli(span * SPAN_MILLIS);
      return points == 0
          ? new Spenders(since, 0, List.of(), List.of())
          : new Spenders(since, points, callers.list(), routes.list());
    }
  }
}
