package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Scenarios between JSON and values. */
final class ScenarioReader {
  static final Set<String> MEMBERS =
      Set.of(
          "scenario",
          "status",
          "retry_after",
          "retry_after_date",
          "count",
          "principal",
          "path",
          "method",
          "bytes_per_second",
          "latency_ms",
          "form",
          "token",
          "new_token",
          "revoke",
          "installation",
          "mode");
  private static final String NAMES =
      Stream.concat(
              Arrays.stream(Scenario.Kind.values()).map(Scenario.Kind::wireName),
              Stream.of("rotate-token", "validators", "legacy-validators", "drift"))
          .collect(Collectors.joining(", "));

  private ScenarioReader() {}

  static Scenario read(Fields fields) {
    Scenario.Kind kind = kind(fields.text("scenario"));
    String form = Optional.ofNullable(fields.optionalText("form")).orElse("RATE_LIMIT");
    if (!form.equals("RATE_LIMIT") && !form.equals("RATE_LIMITED")) {
      throw Problem.bad("form: " + form + " (expected: RATE_LIMIT or RATE_LIMITED)");
    }
    long rate = fields.number("bytes_per_second", kind == Scenario.Kind.SLOW ? 1_024 : 0);
    return new Scenario(
        kind,
        fields.smallNumber("status", 0),
        fields.seconds("retry_after").orElse(null),
        fields.yes("retry_after_date"),
        fields.number("count", 0),
        fields.optionalText("principal"),
        fields.optionalText("path"),
        fields.optionalText("method"),
        rate,
        Duration.ofMillis(fields.smallNumber("latency_ms", 0)),
        form.equals("RATE_LIMIT"));
  }

  static ObjectNode write(Scenarios.Playing playing) {
    Scenario scenario = playing.scenario();
    Duration retryAfter = scenario.retryAfter();
    ObjectNode node = Json.object();
    node.put("id", playing.id());
    node.put("scenario", scenario.kind().wireName());
    node.put("status", scenario.answerStatus());
    node.put("retry_after", retryAfter == null ? null : retryAfter.toSeconds());
    node.put("count", scenario.times());
    node.put("left", playing.left());
    node.put("principal", scenario.principal());
    node.put("path", scenario.path());
    node.put("method", scenario.method());
    node.put("bytes_per_second", scenario.bytesPerSecond());
    node.put("latency_ms", scenario.latency().toMillis());
    return node;
  }

  private static Scenario.Kind kind(String name) {
    return Arrays.stream(Scenario.Kind.values())
        .filter(kind -> kind.wireName().equals(name))
        .findFirst()
        .orElseThrow(() -> Problem.bad("scenario: " + name + " (expected: one of " + NAMES + ")"));
  }
}
