package dev.headgate.core.spending;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Who spent one quota, as far as it was booked.
 *
 * @param since from when on it was booked
 * @param points all that was spent since then
 * @param callers who spent most of it, the greatest first
 * @param paths the routes that most of it went to, the greatest first
 */
public record Spenders(Instant since, long points, List<Spender> callers, List<Spender> paths) {
  private static final Comparator<Spender> GREATEST_FIRST =
      Comparator.comparingLong(Spender::points).reversed().thenComparing(Spender::name);

  /** Copies the lists. */
  public Spenders {
    callers = List.copyOf(callers);
    paths = List.copyOf(paths);
    if (points < 0) {
      throw new IllegalArgumentException("points: %d (expected: 0 or more)".formatted(points));
    }
  }

  /** What two books say together. */
  public Spenders and(Spenders other) {
    return new Spenders(
        since.isBefore(other.since) ? since : other.since,
        points + other.points,
        merged(callers, other.callers),
        merged(paths, other.paths));
  }

  /** The same with no more than so many of each. */
  public Spenders first(int most) {
    return new Spenders(
        since,
        points,
        callers.subList(0, Math.min(most, callers.size())),
        paths.subList(0, Math.min(most, paths.size())));
  }

  private static List<Spender> merged(List<Spender> one, List<Spender> other) {
    Map<String, Long> sums = new HashMap<>();
    Stream.concat(one.stream(), other.stream())
        .forEach(spender -> sums.merge(spender.name(), spender.points(), Long::sum));
    return sums.entrySet().stream()
        .map(sum -> new Spender(sum.getKey(), sum.getValue()))
        .sorted(GREATEST_FIRST)
        .toList();
  }
}
