package dev.headgate.runtime.telemetry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PromQL expression asks for.
 *
 * @param selectors the metrics, with the labels that each is chosen by
 * @param grouping the labels that it groups or joins by
 */
record PromQuery(List<Selector> selectors, Set<String> grouping) {
  private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");
  private static final Pattern RANGE = Pattern.compile("\\[[^]]*]|\\boffset\\s+\\w+");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");
  private static final Pattern SELECTOR =
      Pattern.compile("(?<![\\w.])([a-zA-Z_][a-zA-Z0-9_]*)\\s*(\\{[^}]*}|\\()?");
  private static final Set<String> OPERATORS = Set.of("and", "or", "unless");

  /**
   * One metric of a query.
   *
   * @param labels those that it is chosen by
   */
  record Selector(String metric, Set<String> labels) {}

  static PromQuery read(String expression) {
    String plain = RANGE.matcher(STRING.matcher(expression).replaceAll("''")).replaceAll("");
    Set<String> grouping = new HashSet<>();
    Matcher groups = GROUPING.matcher(plain);
    while (groups.find()) {
      grouping.addAll(words(groups.group(1)));
    }
    List<Selector> selectors = new ArrayList<>();
    Matcher found = SELECTOR.matcher(GROUPING.matcher(plain).replaceAll(" "));
    while (found.find()) {
      String after = found.group(2) == null ? "" : found.group(2);
      if (!after.equals("(")
          && !OPERATORS.contains(found.group(1))
          && !aggregation(found.group(1))) {
        selectors.add(new Selector(found.group(1), words(after)));
      }
    }
    return new PromQuery(selectors, grouping);
  }

  /** An aggregation whose grouping stood between it and its parenthesis. */
  private static boolean aggregation(String word) {
    return Set.of("sum", "max", "min").contains(word);
  }

  private static Set<String> words(String list) {
    Set<String> words = new HashSet<>();
    Matcher word = Pattern.compile("[a-zA-Z_]\\w*").matcher(list);
    while (word.find()) {
      words.add(word.group());
    }
    return words;
  }
}
