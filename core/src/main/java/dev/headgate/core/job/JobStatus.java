package dev.headgate.core.job;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.queue.TaskId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as it stands.
 *
 * @param name its name
 * @param namespace where it runs
 * @param task the task that it is run for
 * @param template which template it was made from
 * @param key what is built
 * @param state where it stands
 * @param started when it was begun; null while it has not been
 * @param ended when it ended, null while it has not; where nobody says when, it is when it was
 *     noticed
 * @param reason why it waits or why it failed, for people; null where there is nothing to say
 */
public record JobStatus(
    JobName name,
    String namespace,
    TaskId task,
    String template,
    String key,
    JobState state,
    @Nullable Instant started,
    @Nullable Instant ended,
    @Nullable String reason) {

  public JobStatus {
    requireNonNull(name, "name");
    requireNonNull(namespace, "namespace");
    requireNonNull(task, "task");
    requireNonNull(template, "template");
    requireNonNull(key, "key");
    requireNonNull(state, "state");
    if (!state.ended() && ended != null) {
      throw new IllegalArgumentException(
          "ended: %s (expected: null while it is %s)".formatted(ended, state));
    }
  }
}
