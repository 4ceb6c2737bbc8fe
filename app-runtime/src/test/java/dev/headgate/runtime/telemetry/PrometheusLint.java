package dev.headgate.runtime.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The naming rules that {@code promtool check metrics} holds families to. */
final class PrometheusLint {
  private static final Set<String> ABBREVIATED =
      Set.of("s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d");
  private static final Pattern NOT_BASE =
      Pattern.compile(
          "(milli|micro|nano|kilo|mega|giga|kibi|mebi)(seconds|bytes|meters|grams)"
              + "|minutes|hours|days|weeks|bits|percents?");
  private static final Pattern CAMEL = Pattern.compile("[a-z][A-Z]");

  private PrometheusLint() {}

  static List<String> problems(PrometheusText text) {
    List<String> problems = new ArrayList<>();
    text.families().values().forEach(family -> check(family, problems));
    return problems;
  }

  private static void check(PrometheusText.Family family, List<String> problems) {
    String name = family.name();
    List<String> words = List.of(name.split("_", -1));
    boolean distribution = family.type().equals("histogram") || family.type().equals("summary");
    note(family.type().equals("counter") != name.endsWith("_total"), name + ": _total", problems);
    note(
        !distribution && name.matches(".*_(count|sum|bucket)"),
        name + ": suffix of a distribution",
        problems);
    note(words.contains(family.type()), name + ": its type in its name", problems);
    note(name.contains(":"), name + ": colon", problems);
    note(CAMEL.matcher(name).find(), name + ": camelCase", problems);
    for (String word : words.subList(1, words.size())) {
      note(ABBREVIATED.contains(word), name + ": abbreviated unit", problems);
      note(NOT_BASE.matcher(word).matches(), name + ": no base unit", problems);
    }
    for (PrometheusText.Sample sample : family.samples()) {
      note(
          (!family.type().equals("histogram") && sample.labels().containsKey("le"))
              || (!family.type().equals("summary") && sample.labels().containsKey("quantile")),
          name + ": reserved label",
          problems);
      note(
          sample.labels().keySet().stream().anyMatch(label -> CAMEL.matcher(label).find()),
          name + ": camelCase label",
          problems);
    }
  }

  private static void note(boolean wrong, String problem, List<String> problems) {
    if (wrong) {
      problems.add(problem);
    }
  }
}
