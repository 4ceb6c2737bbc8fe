package dev.headgate.runtime.job;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.job.JobOrder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command with placeholders, such as {@code ${parser_id}}, in its words. No shell reads it, so a
 * parameter stays a part of one word, whatever it says.
 *
 * @param words the program and its arguments; empty: nothing is run, and that goes well
 */
record LocalCommand(List<String> words) {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\$\\{|\\$\\{([^{}]{0,100})}");

  LocalCommand {
    words = List.copyOf(words);
  }

  /**
   * The command of that order.
   *
   * @throws IllegalArgumentException for a placeholder that the order has no value for
   */
  List<String> filled(JobOrder order) {
    Map<String, String> values = new TreeMap<>(order.parameters());
    values.put("headgate.task", order.task().value());
    values.put("headgate.key", order.key());
    values.put("headgate.namespace", order.namespace());
    return words.stream().map(word -> filled(word, values)).toList();
  }

  /** What the command finds in its environment: {@code PARAM_PARSER_ID} is {@code parser_id}. */
  static Map<String, String> variables(JobOrder order) {
    Map<String, String> variables = new TreeMap<>();
    order
        .parameters()
        .forEach((name, value) ->
            variables.put(
                "PARAM_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"), value));
    return variables;
  }

  private static String filled(String word, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(word)
        .replaceAll(found -> {
          String name = found.group(1);
          if (name == null) {
            return Matcher.quoteReplacement("${");
          }
          return Matcher.quoteReplacement(
              requireNonNull(
                  values.computeIfAbsent(
                      name,
                      missing -> {
                        throw new IllegalArgumentException(
                            "${%s}: no such parameter (expected: one of %s)"
                                .formatted(missing, String.join(", ", values.keySet())));
                      })));
        });
  }
}
