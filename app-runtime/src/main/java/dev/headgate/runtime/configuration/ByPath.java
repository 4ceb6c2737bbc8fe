package dev.headgate.runtime.configuration;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a setting says of single paths.
 *
 * @param values by pattern, the longest pattern first
 */
public record ByPath<V>(Map<PathPattern, V> values) {

  public ByPath {
    values = longestFirst(values);
  }

  /** Nothing is said of any. */
  public static <V> ByPath<V> none() {
    return new ByPath<>(Map.of());
  }

  /** What holds for this raw path: what the longest pattern says that matches it. */
  public Optional<V> at(String path) {
    for (Map.Entry<PathPattern, V> entry : values.entrySet()) {
      if (entry.getKey().matches(path)) {
        return Optional.of(entry.getValue());
      }
    }
    return Optional.empty();
  }

  private static <V> Map<PathPattern, V> longestFirst(Map<PathPattern, V> values) {
    Map<PathPattern, V> sorted = new LinkedHashMap<>();
    Comparator<Map.Entry<PathPattern, V>> length =
        Comparator.comparingInt(entry -> -entry.getKey().text().length());
    values.entrySet().stream()
        .sorted(length.thenComparing(entry -> entry.getKey().text()))
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return Collections.unmodifiableMap(sorted);
  }
}
