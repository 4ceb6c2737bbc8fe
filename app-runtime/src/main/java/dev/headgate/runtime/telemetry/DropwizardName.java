package dev.headgate.runtime.telemetry;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A Dropwizard metric's name, read as a family and its labels: {@code
 * com.acme.Orders.placed;shop=berlin} is {@code com_acme_orders_placed{shop="berlin"}}.
 *
 * @param family a name that Prometheus takes, without the suffix of its type
 * @param labels what follows the name, divided by semicolons; parts without {@code =} are left out
 */
record DropwizardName(String family, Labels labels) {
  private static final Pattern CAMEL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
  private static final Pattern FOREIGN = Pattern.compile("[^a-z0-9_]+");
  private static final Pattern RESERVED = Pattern.compile("(.*_)?(count|sum|bucket)");

  static DropwizardName of(String name) {
    String[] parts = name.split(";", -1);
    TreeMap<String, String> labels = new TreeMap<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals > 0) {
        labels.put(label(parts[i].substring(0, equals)), parts[i].substring(equals + 1));
      }
    }
    return new DropwizardName(family(parts[0]), labels(labels));
  }

  private static Labels labels(TreeMap<String, String> labels) {
    Labels.Builder built = Labels.builder();
    labels.forEach(built::label);
    return built.build();
  }

  private static String family(String raw) {
    String snake = PrometheusNaming.sanitizeMetricName(snake(raw));
    return RESERVED.matcher(snake).matches() ? snake + "_value" : snake;
  }

  private static String label(String raw) {
    String snake = PrometheusNaming.sanitizeLabelName(snake(raw));
    // These two are the exposition's own.
    return snake.equals("le") || snake.equals("quantile") ? snake + "_" : snake;
  }

  private static String snake(String raw) {
    String words = CAMEL.matcher(raw.strip()).replaceAll("_").toLowerCase(Locale.ROOT);
    String clean = FOREIGN.matcher(words).replaceAll("_");
    boolean startsWell = !clean.isEmpty() && !Character.isDigit(clean.charAt(0));
    return startsWell ? clean : "_" + clean;
  }
}
