package dev.headgate.k8s;

import dev.headgate.core.job.JobOrder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A Job of Kubernetes with placeholders in its strings: {@code ${name}} for a parameter, {@code
 * ${headgate.task}}, {@code ${headgate.key}} and {@code ${headgate.namespace}}. Immutable.
 */
public final class JobManifest {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final int LONGEST = 256 << 10;

  private final Map<?, ?> tree;
  private final boolean passesParameters;

  private JobManifest(Map<?, ?> tree, boolean passesParameters) {
    this.tree = tree;
    this.passesParameters = passesParameters;
  }

  /**
   * Reads a manifest.
   *
   * @param yaml one document, a Job of {@code batch/v1}; at most 256 KiB
   * @throws IllegalArgumentException for anything else
   */
  public static JobManifest parse(String yaml) {
    if (yaml.length() > LONGEST) {
      throw new IllegalArgumentException(
          "manifest: %d characters (expected: at most %d)".formatted(yaml.length(), LONGEST));
    }
    Map<?, ?> tree = tree(yaml);
    if (!"Job".equals(tree.get("kind")) || !"batch/v1".equals(tree.get("apiVersion"))) {
      throw new IllegalArgumentException(
          "manifest: %s of %s (expected: a Job of batch/v1)"
              .formatted(tree.get("kind"), tree.get("apiVersion")));
    }
    JobManifest manifest = new JobManifest(tree, false);
    if (manifest.job(tree).getSpec() == null) {
      throw new IllegalArgumentException("manifest: no spec (expected: spec.template)");
    }
    return manifest;
  }

  /**
   * One container. It is given every parameter as a variable of its environment: {@code
   * PARAM_PARSER_ID} is {@code parser_id}.
   *
   * @param command word by word; empty: the image's own
   */
  public static JobManifest of(String image, List<String> command) {
    Map<String, Object> container = new LinkedHashMap<>();
    container.put("name", "job");
    container.put("image", image);
    if (!command.isEmpty()) {
      container.put("command", List.copyOf(command));
    }
    Map<String, Object> pod = Map.of("containers", List.of(container));
    Map<String, Object> spec = Map.of("template", Map.of("spec", pod));
    return new JobManifest(Map.of("apiVersion", "batch/v1", "kind", "Job", "spec", spec), true);
  }

  /**
   * The Job of an order, as the manifest has it.
   *
   * @throws IllegalArgumentException where a placeholder has no value, or the result is no Job
   */
  Job filled(JobOrder order) {
    Map<String, String> values = new TreeMap<>(order.parameters());
    values.put("headgate.task", order.task().value());
    values.put("headgate.key", order.key());
    values.put("headgate.namespace", order.namespace());
    return job(new FilledTree(values).of(tree));
  }

  /** What each container's environment gets beside what the manifest says. */
  Map<String, String> variables(JobOrder order) {
    Map<String, String> variables = new TreeMap<>();
    if (passesParameters) {
      order
          .parameters()
          .forEach((name, value) ->
              variables.put(
                  "PARAM_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"), value));
    }
    return variables;
  }

  private Job job(@Nullable Object filled) {
    try {
      return YAML.convertValue(filled, Job.class);
    } catch (IllegalArgumentException misfit) {
      // The cause quotes values, which are the parameters' and may be long.
      throw new IllegalArgumentException("manifest: a field of another type (expected: a Job)");
    }
  }

  private static Map<?, ?> tree(String yaml) {
    Object parsed;
    try {
      parsed = YAML.unmarshal(yaml, Object.class);
    } catch (RuntimeException malformed) {
      // Whatever the parser throws, the file is not what it should be; its message says where.
      throw new IllegalArgumentException(
          "manifest: no YAML (expected: one document); " + firstLine(malformed), malformed);
    }
    if (parsed instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException("manifest: no keys with values (expected: a Job)");
  }

  private static String firstLine(RuntimeException malformed) {
    return String.valueOf(malformed.getMessage()).lines().findFirst().orElse("");
  }
}
