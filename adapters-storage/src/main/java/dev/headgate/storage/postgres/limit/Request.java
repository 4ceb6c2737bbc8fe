package dev.headgate.storage.postgres.limit;

import dev.headgate.core.limit.Bucket;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The buckets of one call as columns, in the order of their keys: everyone locks in that order, so
 * nobody waits in a circle.
 */
final class Request {

  private final List<Bucket> buckets;
  private final int[] order;
  private final long[] highs;
  private final long[] lows;

  Request(List<Bucket> buckets) {
    this.buckets = buckets;
    int size = buckets.size();
    RowKey[] keys = new RowKey[size];
    for (int i = 0; i < size; i++) {
      keys[i] = RowKey.of(buckets.get(i).key());
    }
    order =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparing(i -> keys[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    highs = column(i -> keys[i].high());
    lows = column(i -> keys[i].low());
  }

  long[] highs() {
    return highs;
  }

  long[] lows() {
    return lows;
  }

  long[] intervals() {
    return column(i -> buckets.get(i).rule().interval());
  }

  long[] bursts() {
    return column(i -> buckets.get(i).rule().burst());
  }

  /** A column of the answer, put back into the order in which the buckets were asked for. */
  long[] asAsked(Long[] column) {
    long[] values = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      values[order[i]] = column[i];
    }
    return values;
  }

  private long[] column(java.util.function.IntToLongFunction value) {
    long[] column = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      column[i] = value.applyAsLong(order[i]);
    }
    return column;
  }
}
