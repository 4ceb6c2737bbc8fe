package dev.headgate.runtime.telemetry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus' text format 0.0.4, read strictly: each family is one block of HELP, TYPE and samples
 * in this order, no sample comes twice, and what the type demands of the samples holds.
 *
 * @param families by name
 */
record PrometheusText(Map<String, Family> families) {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (\\S.*)");
  private static final Pattern TYPE =
      Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram|summary)");
  private static final Pattern SAMPLE =
      Pattern.compile("(" + NAME + ")(?:\\{(.*)\\})? (NaN|[+-]Inf|[-+0-9.eE]+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");

  static PrometheusText parse(String text) {
    if (!text.isEmpty() && !text.endsWith("\n")) {
      throw new AssertionError("the last line is not ended");
    }
    Map<String, Family> families = new LinkedHashMap<>();
    @Nullable Family current = null;
    String helped = "";
    String help = "";
    for (String line : text.lines().toList()) {
      Matcher helps = HELP.matcher(line);
      Matcher types = TYPE.matcher(line);
      if (helps.matches()) {
        helped = helps.group(1);
        help = helps.group(2);
        current = null;
      } else if (types.matches()) {
        current = new Family(types.group(1), types.group(2), new ArrayList<>());
        require(helped.equals(current.name) && !help.isBlank(), "no help: " + line);
        require(families.put(current.name, current) == null, "a family twice: " + line);
      } else {
        if (current == null) {
          throw new AssertionError("a sample outside of a family: " + line);
        }
        current.samples.add(sample(line));
      }
    }
    families.values().forEach(Family::check);
    return new PrometheusText(families);
  }

  /** The value of a sample; the labels are all of its labels, as {@code name=value}. */
  double value(String sample, String... labels) {
    Map<String, String> wanted = new TreeMap<>();
    for (String label : labels) {
      String[] pair = label.split("=", 2);
      wanted.put(pair[0], pair[1]);
    }
    return families.values().stream()
        .flatMap(family -> family.samples.stream())
        .filter(found -> found.name.equals(sample) && found.labels.equals(wanted))
        .mapToDouble(Sample::value)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no sample " + sample + wanted));
  }

  /** How many series a family has, by its samples of that name. */
  long series(String sample) {
    return families.values().stream()
        .flatMap(family -> family.samples.stream())
        .filter(found -> found.name.equals(sample))
        .count();
  }

  /** The sum over all series of that name. */
  double sum(String sample) {
    return families.values().stream()
        .flatMap(family -> family.samples.stream())
        .filter(found -> found.name.equals(sample))
        .mapToDouble(Sample::value)
        .sum();
  }

  private static Sample sample(String line) {
    Matcher matcher = SAMPLE.matcher(line);
    require(matcher.matches(), "no sample: " + line);
    Map<String, String> labels = new TreeMap<>();
    String inside = matcher.group(2) == null ? "" : matcher.group(2);
    int at = 0;
    while (at < inside.length()) {
      Matcher label = LABEL.matcher(inside).region(at, inside.length());
      require(label.lookingAt(), "no label: " + line);
      require(labels.put(label.group(1), label.group(2)) == null, "a label twice: " + line);
      at = label.end();
    }
    return new Sample(matcher.group(1), labels, number(matcher.group(3)));
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new AssertionError(otherwise);
    }
  }

  record Sample(String name, Map<String, String> labels, double value) {}

  record Family(String name, String type, List<Sample> samples) {
    void check() {
      require(!samples.isEmpty(), name + ": empty");
      require(samples.size() == Set.copyOf(keys()).size(), name + ": a sample twice");
      for (Sample sample : samples) {
        require(suffixes().contains(sample.name), name + ": a foreign sample " + sample.name);
        require(!type.equals("counter") || sample.value >= 0, name + ": negative");
      }
      if (type.equals("histogram")) {
        checkBuckets();
      }
    }

    private List<String> keys() {
      return samples.stream().map(sample -> sample.name + sample.labels).toList();
    }

    private List<String> suffixes() {
      return switch (type) {
        case "histogram" -> List.of(name + "_bucket", name + "_sum", name + "_count");
        case "summary" -> List.of(name, name + "_sum", name + "_count");
        default -> List.of(name);
      };
    }

    private void checkBuckets() {
      Map<Map<String, String>, Double> last = new LinkedHashMap<>();
      for (Sample sample : samples) {
        Map<String, String> series = new TreeMap<>(sample.labels);
        series.remove("le");
        if (sample.name.endsWith("_bucket")) {
          Double before = last.put(series, sample.value);
          require(before == null || before <= sample.value, name + ": buckets fall");
        } else if (sample.name.endsWith("_count")) {
          Double all = last.get(series);
          require(all != null && all == sample.value, name + ": +Inf is not the count");
        }
      }
    }
  }
}
