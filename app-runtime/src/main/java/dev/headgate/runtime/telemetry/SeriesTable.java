package dev.headgate.runtime.telemetry;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The series of one family by their labels: one look-up where the series is known, and never more
 * than {@code capacity} of them. What comes later is counted on the series that {@code overflow}
 * names, so that totals stay exact; overflow series are few and come on top.
 *
 * <p>Safe for use by several threads; only the first use of a series takes a lock.
 *
 * @param <K> the labels
 * @param <V> what counts
 */
final class SeriesTable<K, V> {
  private final ConcurrentHashMap<K, V> series = new ConcurrentHashMap<>();
  private final ReentrantLock growing = new ReentrantLock();
  private final int capacity;
  private final UnaryOperator<K> bounded;
  private final UnaryOperator<K> overflow;
  private final Function<K, V> maker;

  /**
   * An empty table.
   *
   * @param bounded replaces label values that are unknown or too many; gives its own results back
   * @param overflow names the series to count on once the table is full, out of few
   */
  SeriesTable(
      int capacity, UnaryOperator<K> bounded, UnaryOperator<K> overflow, Function<K, V> maker) {
    this.capacity = capacity;
    this.bounded = bounded;
    this.overflow = overflow;
    this.maker = maker;
  }

  /** The series of these labels, or the one that stands for it. */
  V of(K labels) {
    V known = series.get(labels);
    return known != null ? known : unseen(bounded.apply(labels));
  }

  private V unseen(K labels) {
    V known = series.get(labels);
    if (known == null && series.size() >= capacity) {
      known = series.get(overflow.apply(labels));
    }
    return known != null ? known : grown(labels);
  }

  private V grown(K labels) {
    growing.lock();
    try {
      V known = series.get(labels);
      if (known != null) {
        return known;
      }
      K kept = series.size() < capacity ? labels : overflow.apply(labels);
      return series.computeIfAbsent(kept, maker);
    } finally {
      growing.unlock();
    }
  }
}
