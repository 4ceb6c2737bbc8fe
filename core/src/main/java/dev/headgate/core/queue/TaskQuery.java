package dev.headgate.core.queue;

import org.jspecify.annotations.Nullable;

/**
 * Which tasks are asked for; the latest accepted come first.
 *
 * @param kind of this kind; null for any
 * @param state in this state; null for any
 * @param caller of this caller; null for any
 * @param group of this group; null for any
 * @param before accepted before this task; null from the latest
 * @param most at most so many, 1 to {@value #MOST}
 */
public record TaskQuery(
    @Nullable String kind,
    @Nullable TaskState state,
    @Nullable String caller,
    @Nullable String group,
    @Nullable TaskId before,
    int most) {
  /** How many one answer may hold. */
  public static final int MOST = 1000;

  public TaskQuery {
    if (most < 1 || most > MOST) {
      throw new IllegalArgumentException("most: %d (expected: 1 to %d)".formatted(most, MOST));
    }
  }

  /** The latest tasks of any kind, state and caller. */
  public static TaskQuery latest(int most) {
    return new TaskQuery(null, null, null, null, null, most);
  }
}
