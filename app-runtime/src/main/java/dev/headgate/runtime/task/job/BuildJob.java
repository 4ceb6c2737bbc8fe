package dev.headgate.runtime.task.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.job.JobOrder;
import dev.headgate.core.queue.TaskId;
import dev.headgate.runtime.configuration.JobSettings;
import dev.headgate.runtime.configuration.JobTemplate;
import dev.headgate.runtime.task.Shown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a task of this kind asks for, as it stands in its payload: {@code {"template": "build",
 * "parameters": {"parser_id": "…"}}}.
 *
 * @param template what the job is made from
 * @param parameters what the template's placeholders stand for
 */
public record BuildJob(JobTemplate template, Map<String, String> parameters) {
  /** The kind of task. */
  public static final String KIND = "build-job";

  private static final String TEMPLATE = "template";
  private static final String PARAMETERS = "parameters";
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,62}");

  public BuildJob {
    parameters = Map.copyOf(parameters);
  }

  /**
   * Reads a payload.
   *
   * @param at stands before the name of what is wrong
   * @param mistakes gets all that is wrong, each as {@code name: value (expected: rule)}
   * @return empty where something was
   */
  public static Optional<BuildJob> read(
      JsonNode payload, String at, JobSettings settings, List<String> mistakes) {
    List<String> wrong = new ArrayList<>();
    if (!payload.isObject()) {
      mistakes.add("payload: no object (expected: template and parameters)");
      return Optional.empty();
    }
    payload
        .fieldNames()
        .forEachRemaining(name -> {
          if (!name.equals(TEMPLATE) && !name.equals(PARAMETERS)) {
            wrong.add(
                "%s%s: unknown (expected: template or parameters)".formatted(at, Shown.of(name)));
          }
        });
    JobTemplate template = template(payload.path(TEMPLATE), at, settings, wrong);
    Map<String, String> parameters =
        parameters(payload.path(PARAMETERS), at + PARAMETERS, true, wrong);
    if (template != null) {
      checkKey(template, parameters, at + PARAMETERS + ".", wrong);
    }
    mistakes.addAll(wrong);
    return template == null || !wrong.isEmpty()
        ? Optional.empty()
        : Optional.of(new BuildJob(template, parameters));
  }

  /**
   * The build that an event asks for. Members of its data whose names can be no placeholder's are
   * left out.
   *
   * @param attributes the event's own, which become parameters as well
   * @param mistakes gets all that is wrong
   * @return empty where something was
   */
  public static Optional<BuildJob> of(
      JobTemplate template, JsonNode data, Map<String, String> attributes, List<String> mistakes) {
    List<String> wrong = new ArrayList<>();
    Map<String, String> parameters = new TreeMap<>(attributes);
    parameters.putAll(parameters(data, "data", false, wrong));
    checkKey(template, parameters, "data.", wrong);
    if (parameters.size() > JobOrder.MOST_PARAMETERS) {
      wrong.add(
          "data: %d members (expected: at most %d)"
              .formatted(data.size(), JobOrder.MOST_PARAMETERS - attributes.size()));
    }
    mistakes.addAll(wrong);
    return wrong.isEmpty() ? Optional.of(new BuildJob(template, parameters)) : Optional.empty();
  }

  /** What is built. */
  public String key() {
    return parameters.getOrDefault(template.key(), "");
  }

  /** The payload that says all this. */
  public JsonNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(TEMPLATE, template.name());
    ObjectNode named = json.putObject(PARAMETERS);
    new TreeMap<>(parameters).forEach(named::put);
    return json;
  }

  /** The order of a task's job. */
  JobOrder order(TaskId task, int round, JobSettings settings, Instant now) {
    return new JobOrder(
        task,
        round,
        key(),
        settings.namespaceOf(template),
        template.name(),
        parameters,
        now.plus(settings.deadlineOf(template)));
  }

  private static @Nullable JobTemplate template(
      JsonNode node, String at, JobSettings settings, List<String> wrong) {
    String name = node.isMissingNode() ? JobTemplate.BUILD.name() : node.asText();
    Optional<JobTemplate> found = settings.template(name);
    if (found.isEmpty()) {
      wrong.add(
          "%stemplate: %s (expected: one of %s)"
              .formatted(
                  at,
                  Shown.of(name),
                  String.join(
                      ", ", settings.templates().stream().map(JobTemplate::name).toList())));
    }
    return found.orElse(null);
  }

  private static Map<String, String> parameters(
      JsonNode node, String at, boolean strict, List<String> wrong) {
    Map<String, String> parameters = new TreeMap<>();
    if (!node.isObject()) {
      wrong.add("%s: missing (expected: an object)".formatted(at));
      return parameters;
    }
    node.properties()
        .forEach(member -> {
          String name = member.getKey();
          if (NAME.matcher(name).matches()) {
            value(at + "." + name, member.getValue(), wrong)
                .ifPresent(text -> parameters.put(name, text));
          } else if (strict) {
            wrong.add(
                "%s.%s: not a name (expected: letters, digits, hyphens, underscores and dots)"
                    .formatted(at, Shown.of(name)));
          }
        });
    if (strict && parameters.size() > JobOrder.MOST_PARAMETERS) {
      wrong.add(
          "%s: %d (expected: at most %d)"
              .formatted(at, parameters.size(), JobOrder.MOST_PARAMETERS));
    }
    return parameters;
  }

  private static Optional<String> value(String at, JsonNode node, List<String> wrong) {
    if (node.isNull()) {
      return Optional.empty();
    }
    String text = node.isValueNode() ? node.asText() : node.toString();
    if (text.length() > JobOrder.LONGEST_VALUE || text.indexOf(0) >= 0) {
      wrong.add(
          "%s: %d characters (expected: at most %d, none of them NUL)"
              .formatted(at, text.length(), JobOrder.LONGEST_VALUE));
      return Optional.empty();
    }
    return Optional.of(text);
  }

  private static void checkKey(
      JobTemplate template, Map<String, String> parameters, String at, List<String> wrong) {
    String key = parameters.get(template.key());
    if (key == null) {
      wrong.add("%s%s: missing (expected: text)".formatted(at, template.key()));
    } else if (!key.matches("[^\\p{Cntrl}]{1,%d}".formatted(JobOrder.LONGEST_KEY))
        || key.isBlank()) {
      wrong.add(
          "%s%s: %s (expected: 1 to %d characters, none of them a control)"
              .formatted(at, template.key(), Shown.of(key), JobOrder.LONGEST_KEY));
    }
  }
}
