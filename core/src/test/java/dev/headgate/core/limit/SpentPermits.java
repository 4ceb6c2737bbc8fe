package dev.headgate.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;

/** A history of permits and when they were spent, to be held against the bound afterwards. */
public final class SpentPermits {

  private final TreeMap<Long, Long> permits = new TreeMap<>();

  /** Notes that this many were spent at this moment. */
  public synchronized void add(long now, long count) {
    if (count > 0) {
      permits.merge(now, count, Long::sum);
    }
  }

  /** How many were spent in all. */
  public synchronized long total() {
    return permits.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Checks that in no span of time more were spent than a burst and what refills meanwhile: one
   * pass, as the worst span that ends at a moment starts where the debt before it was least.
   */
  public synchronized void assertWithin(Gcra rule, String where) {
    long spent = 0;
    long least = Long.MAX_VALUE;
    long start = permits.isEmpty() ? 0 : permits.firstKey();
    for (Map.Entry<Long, Long> moment : permits.entrySet()) {
      long elapsed = moment.getKey() - start;
      least = Math.min(least, spent * rule.interval() - elapsed);
      spent += moment.getValue();
      long most = spent * rule.interval() - elapsed - least;
      assertThat(most).as(where + " at " + moment.getKey()).isLessThanOrEqualTo(rule.window());
    }
  }
}
