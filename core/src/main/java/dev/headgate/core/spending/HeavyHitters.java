package dev.headgate.core.spending;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The names that most was spent under, in little room: the Space-Saving algorithm (Metwally,
 * Agrawal, El Abbadi 2005, "Efficient Computation of Frequent and Top-k Elements in Data Streams").
 * While there are at most {@value #SLOTS} names every count is exact. With more, a count is too
 * high by at most the total divided by {@value #SLOTS}, never too low, and every name that spent
 * more than that share is among them.
 *
 * <p>Adding allocates nothing once the room is grown. For one thread at a time.
 */
final class HeavyHitters {
  static final int SLOTS = 32;

  private static final int FIRST_SLOTS = 4;

  private String[] names = new String[FIRST_SLOTS];
  private long[] points = new long[FIRST_SLOTS];
  private int used;

  void add(String name, long more) {
    int hash = name.hashCode();
    int least = 0;
    for (int i = 0; i < used; i++) {
      String known = names[i];
      if (known.hashCode() == hash && known.equals(name)) {
        points[i] += more;
        return;
      }
      if (points[i] < points[least]) {
        least = i;
      }
    }
    if (used < SLOTS) {
      grow();
      names[used] = name;
      points[used++] = more;
    } else {
      names[least] = name;
      points[least] += more;
    }
  }

  void clear() {
    Arrays.fill(names, 0, used, "");
    used = 0;
  }

  List<Spender> list() {
    List<Spender> list = new ArrayList<>(used);
    for (int i = 0; i < used; i++) {
      list.add(new Spender(names[i], points[i]));
    }
    return list;
  }

  private void grow() {
    if (used == names.length) {
      names = Arrays.copyOf(names, 2 * used);
      points = Arrays.copyOf(points, 2 * used);
    }
  }
}
