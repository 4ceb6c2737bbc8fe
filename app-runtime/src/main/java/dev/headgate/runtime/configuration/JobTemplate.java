package dev.headgate.runtime.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a kind of job is made from.
 *
 * @param name its name: a label of RFC 1123
 * @param namespace where its jobs run; null: where jobs run by default
 * @param key the parameter that names what is built, such as {@code parser_id}
 * @param manifest a file with a Job of Kubernetes in YAML, with placeholders; null: made from image
 *     and command
 * @param image the container's image, with placeholders; null where there is a manifest or nothing
 *     but a stand-in
 * @param command what is run, word by word, with placeholders; empty: the image's own, or a
 *     stand-in
 * @param deadline how long a job may run; null: as jobs may by default
 */
public record JobTemplate(
    String name,
    @Nullable String namespace,
    String key,
    @Nullable Path manifest,
    @Nullable String image,
    List<String> command,
    @Nullable Duration deadline) {
  /** The template of the events that start a build, where the file does not say otherwise. */
  public static final JobTemplate BUILD =
      new JobTemplate("build", null, "parser_id", null, null, List.of(), null);

  public JobTemplate {
    command = List.copyOf(command);
  }
}
