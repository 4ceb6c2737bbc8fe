package dev.headgate.runtime.task.request;

import dev.headgate.core.credential.TokenSeal;
import dev.headgate.core.identity.Secret;
import dev.headgate.core.queue.TaskId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Callers' own GitHub credentials, on their way through the queue: sealed for one task, so that
 * nobody reads them there and they serve no other. Thread-safe.
 */
public final class TaskCredentials {
  private final @Nullable TokenSeal seal;

  /**
   * Credentials under this seal; null where there is no key that every process has, so that none
   * can be kept.
   */
  public TaskCredentials(@Nullable TokenSeal seal) {
    this.seal = seal;
  }

  /** Whether a credential can be kept. */
  public boolean possible() {
    return seal != null;
  }

  /** The Authorization field's value, sealed for that task; empty where there is no key. */
  public Optional<String> seal(TaskId task, String authorization) {
    return Optional.ofNullable(seal).map(by -> by.seal(place(task), Secret.of(authorization)));
  }

  /** What was sealed for that task; empty where the key is another, or it is damaged. */
  public Optional<Secret> open(TaskId task, String sealed) {
    return seal == null ? Optional.empty() : seal.open(place(task), sealed);
  }

  private static String place(TaskId task) {
    return "task " + task.value();
  }
}
