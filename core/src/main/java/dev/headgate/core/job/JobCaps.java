package dev.headgate.core.job;

import java.util.Map;
import java.util.TreeMap;

/**
 * How many jobs may be under way at once.
 *
 * @param total in all namespaces together; 0 lets none begin
 * @param namespaces in one namespace, by its name; one that is not named here is bound by the total
 *     alone
 */
public record JobCaps(int total, Map<String, Integer> namespaces) {

  public JobCaps {
    check("total", total);
    namespaces.forEach((name, most) -> check("namespaces." + name, most));
    namespaces = Map.copyOf(new TreeMap<>(namespaces));
  }

  /** How many may be under way in that namespace. */
  public int of(String namespace) {
    return Math.min(total, namespaces.getOrDefault(namespace, total));
  }

  private static void check(String name, int most) {
    if (most < 0) {
      throw new IllegalArgumentException("%s: %d (expected: 0 or more)".formatted(name, most));
    }
  }
}
