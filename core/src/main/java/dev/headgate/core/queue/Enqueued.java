package dev.headgate.core.queue;

import java.time.Duration;

/** What became of a task that was handed in. */
public sealed interface Enqueued {

  /** It is kept; nothing but its end, a cancellation or the end of its history removes it. */
  record Accepted(Task task) implements Enqueued {}

  /** A task of the same kind, caller and key is there already; nothing was changed. */
  record Existing(Task task) implements Enqueued {}

  /**
   * Too many of its kind wait.
   *
   * @param depth how many
   * @param retryAfter when it is worth coming again
   */
  record Full(long depth, Duration retryAfter) implements Enqueued {}
}
