package dev.headgate.core.breaker;

import java.time.Duration;
import java.time.Instant;

/**
 * How a store stands.
 *
 * @param circuit its circuit in this process
 * @param latest what came of the latest call that reached out to it
 */
public record StoreStatus(BreakerStatus circuit, Answer latest) {
  /**
   * What came of a call.
   *
   * @param at when it ended; {@link Instant#EPOCH} before the first
   * @param took how long it took
   * @param failure the code of the {@link dev.headgate.core.storage.StorageFailure} it ended with;
   *     empty: it was answered
   */
  public record Answer(Instant at, Duration took, String failure) {
    static final Answer NONE = new Answer(Instant.EPOCH, Duration.ZERO, "");

    /** Whether it was answered. */
    public boolean succeeded() {
      return failure.isEmpty();
    }
  }
}
