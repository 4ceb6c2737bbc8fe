package dev.headgate.core.queue;

import java.util.Locale;
import java.util.Optional;

/** Where a task stands. */
public enum TaskState {
  /** It can be taken by a worker. */
  QUEUED(false),
  /** It cannot be taken before some instant, for a reason that it tells. */
  WAITING(false),
  /** A worker holds it. */
  RUNNING(false),
  /** It was done. */
  SUCCEEDED(true),
  /** It was given up; it can be replayed. */
  FAILED(true),
  /** Somebody called it off. */
  CANCELLED(true);

  private final boolean ended;

  TaskState(boolean ended) {
    this.ended = ended;
  }

  /** Whether nothing more will happen to it by itself. */
  public boolean ended() {
    return ended;
  }

  /** The word that users read. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state of that word; empty for any other. */
  public static Optional<TaskState> named(String word) {
    for (TaskState state : values()) {
      if (state.label().equals(word)) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }
}
