package dev.headgate.core.admission;

import dev.headgate.core.priority.FairOrder;
import dev.headgate.core.priority.Priority;
import java.util.Map;

/**
 * How many may wait in one line, and how callers share it.
 *
 * @param most of all priorities together; at least 4
 * @param weights how many turns a caller has where others have one, by name; 1 for everybody else
 */
public record LineBounds(int most, Map<String, Integer> weights) {
  /** A thousand, all alike. */
  public static final LineBounds DEFAULTS = new LineBounds(1000, Map.of());

  public LineBounds {
    weights = Map.copyOf(weights);
    if (most < 4) {
      throw new IllegalArgumentException("most: %d (expected: at least 4)".formatted(most));
    }
    weights.forEach((caller, weight) -> {
      if (weight < 1 || weight > FairOrder.HEAVIEST) {
        throw new IllegalArgumentException(
            "weights: %s %d (expected: 1 to %d)".formatted(caller, weight, FairOrder.HEAVIEST));
      }
    });
  }

  /** How many turns the caller has where others have one. */
  int weight(String caller) {
    return weights.getOrDefault(caller, 1);
  }

  /** How many may wait in all so that one more of this priority may join: the lower, the fewer. */
  int mostFor(Priority priority) {
    return switch (priority) {
      case CRITICAL -> most;
      case HIGH -> most - most / 8;
      case NORMAL -> most - most / 4;
      case LOW -> most / 2;
    };
  }
}
