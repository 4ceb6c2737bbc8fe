package dev.headgate.runtime.task;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Why a task is not taken in now.
 *
 * @param type names the reason in answers: lower-case words with hyphens
 * @param reason the same for people
 * @param retryAfter when it is worth coming again
 */
public record TaskRefusal(String type, String reason, Duration retryAfter) {

  public TaskRefusal {
    requireNonNull(type, "type");
    requireNonNull(reason, "reason");
    requireNonNull(retryAfter, "retryAfter");
  }

  /** Whole seconds after which it is worth coming again, at least 1. */
  public long seconds() {
    return Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
  }
}
