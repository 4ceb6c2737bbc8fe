package dev.headgate.runtime.telemetry;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * The alerts and the Grafana dashboard ask for what is really exposed: each metric and label that a
 * query names is one of a busy day's scrape.
 */
class MonitoringFilesTest {
  private static final Path DEPLOY = Path.of("..", "deploy");

  /** Labels that Prometheus adds when it scrapes. */
  private static final Set<String> SCRAPED = Set.of("instance", "job");

  private final PrometheusText exposed = Sources.scraped(new Sources().ofABusyDay());

  @Test
  void alertsAskForMetricsThatThereAre() throws IOException {
    for (Map<String, Object> alert : alerts()) {
      check(String.valueOf(alert.get("alert")), String.valueOf(alert.get("expr")));
    }
  }

  @Test
  void theDashboardAsksForMetricsThatThereAre() throws IOException {
    JsonNode dashboard =
        new JsonMapper().readTree(DEPLOY.resolve("grafana/headgate.json").toFile());
    List<JsonNode> targets = dashboard.findParents("expr");
    assertThat(targets).hasSizeGreaterThan(30);
    for (JsonNode target : targets) {
      check("dashboard", target.path("expr").asText());
    }
    assertThat(dashboard.at("/templating/list").findValuesAsText("query"))
        .anySatisfy(query -> assertThat(query).isNotEmpty());
  }

  @Test
  void everyAlertIsSeenToFireAndNotToFire() throws IOException {
    Map<String, Object> file = yaml("prometheus/alerts.test.yaml");
    Set<String> firing = new HashSet<>();
    Set<String> quiet = new HashSet<>();
    for (Map<String, Object> test : list(file, "tests")) {
      for (Map<String, Object> rule : list(test, "alert_rule_test")) {
        String name = String.valueOf(rule.get("alertname"));
        (rule.containsKey("exp_alerts") ? firing : quiet).add(name);
      }
    }
    List<String> names = names();
    assertThat(firing).containsExactlyInAnyOrderElementsOf(names);
    assertThat(quiet).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void everyAlertTellsHowBadItIsAndThePageWhatToDo() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "alerts.md"));
    for (Map<String, Object> alert : alerts()) {
      String name = String.valueOf(alert.get("alert"));
      assertThat(page).contains("\n### " + name + "\n");
      assertThat(String.valueOf(alert.get("labels"))).containsPattern("severity=(page|ticket)");
      assertThat(String.valueOf(alert.get("annotations")))
          .contains("docs/alerts.md#" + name.toLowerCase(Locale.ROOT));
    }
    assertThat(page.lines().filter(line -> line.startsWith("### ")).map(line -> line.substring(4)))
        .containsExactlyInAnyOrderElementsOf(names());
  }

  private void check(String where, String expression) {
    PromQuery query = PromQuery.read(expression);
    assertThat(query.selectors()).as("%s: %s", where, expression).isNotEmpty();
    Set<String> known = new HashSet<>(SCRAPED);
    for (PromQuery.Selector selector : query.selectors()) {
      if (selector.metric().equals("up")) {
        continue;
      }
      Set<String> labels = labels(selector.metric());
      assertThat(labels).as("%s: no metric %s", where, selector.metric()).isNotEmpty();
      assertThat(labels).as("%s: labels in %s", where, expression).containsAll(selector.labels());
      known.addAll(labels);
    }
    assertThat(known).as("%s: grouping in %s", where, expression).containsAll(query.grouping());
  }

  /**
   * The labels of a metric's samples and those that come with the scrape; empty without samples.
   */
  private Set<String> labels(String metric) {
    Set<String> labels = new HashSet<>();
    exposed.families().values().stream()
        .flatMap(family -> family.samples().stream())
        .filter(sample -> sample.name().equals(metric))
        .forEach(sample -> {
          labels.addAll(sample.labels().keySet());
          labels.addAll(SCRAPED);
        });
    return labels;
  }

  private static List<String> names() throws IOException {
    return alerts().stream().map(alert -> String.valueOf(alert.get("alert"))).toList();
  }

  private static List<Map<String, Object>> alerts() throws IOException {
    List<Map<String, Object>> alerts = new ArrayList<>();
    Map<String, Object> file = yaml("prometheus/alerts.yaml");
    for (Map<String, Object> group : list(file, "groups")) {
      alerts.addAll(list(group, "rules"));
    }
    return alerts;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Map<String, Object> map, String name) {
    return (List<Map<String, Object>>) requireNonNull(map.get(name), name);
  }

  private static Map<String, Object> yaml(String file) throws IOException {
    return new Yaml().load(Files.readString(DEPLOY.resolve(file)));
  }
}
