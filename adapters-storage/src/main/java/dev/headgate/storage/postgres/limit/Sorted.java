package dev.headgate.storage.postgres.limit;

import java.util.Comparator;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * Items as columns in the order of their rows' keys: everyone locks in that order, so nobody waits
 * in a circle.
 */
final class Sorted<T> {

  private final List<T> items;
  private final List<RowKey> rows;
  private final int[] order;

  /** The items, each with the row that is its bucket. */
  Sorted(List<T> items, List<RowKey> rows) {
    this.items = items;
    this.rows = rows;
    this.order =
        IntStream.range(0, rows.size())
            .boxed()
            .sorted(Comparator.comparing(rows::get))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  /** An item by its place in the list that was given. */
  T item(int place) {
    return items.get(place);
  }

  long[] highs() {
    return column(i -> rows.get(i).high());
  }

  long[] lows() {
    return column(i -> rows.get(i).low());
  }

  /** A column, told the places in the list that was given. */
  long[] column(IntToLongFunction value) {
    long[] column = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      column[i] = value.applyAsLong(order[i]);
    }
    return column;
  }

  /** A column of the answer, in the order of the list that was given. */
  long[] asAsked(Long[] column) {
    long[] values = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      values[order[i]] = column[i];
    }
    return values;
  }
}
