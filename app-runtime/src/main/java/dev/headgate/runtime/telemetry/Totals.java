package dev.headgate.runtime.telemetry;

import java.util.List;
import java.util.Map;

/**
 * What a process counted since its start.
 *
 * @param requests requests that it answered
 * @param faults those of them with a status of 500 or more
 * @param outcomes those of them that were mirrored, by what the cache had to do with them
 * @param sent calls that GitHub's API was sent
 * @param saved requests answered without the quota that a plain one would have cost
 * @param rules what the limit rules decided; rules that nobody was held to are missing
 */
public record Totals(
    long requests,
    long faults,
    Map<String, Long> outcomes,
    long sent,
    long saved,
    List<RuleTotals> rules) {
  private static final String HIT = "_HIT";

  /** Copies the collections. */
  public Totals {
    outcomes = Map.copyOf(outcomes);
    rules = List.copyOf(rules);
  }

  /** How many requests were mirrored. */
  public long mirrored() {
    return outcomes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many of them the cache had the answer to, whether GitHub had to confirm it or not. */
  public long hits() {
    return outcomes.entrySet().stream()
        .filter(outcome -> outcome.getKey().endsWith(HIT))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** How many requests the limit rules refused. */
  public long rejected() {
    return rules.stream().mapToLong(RuleTotals::rejected).sum();
  }
}
