package dev.headgate.runtime.task.request;

import java.time.Duration;
import java.time.Instant;

/**
 * Keeps a worker from taking and putting back one request after another while the quota is spent.
 * When several in a row had to wait, only one a second is taken, to see whether others fare better,
 * until one is served or the time comes that the last was told. Thread-safe.
 */
final class QuotaBrake {
  private static final int IN_A_ROW = 4;
  private static final Duration PROBE = Duration.ofSeconds(1);

  private int waited;
  private Instant until = Instant.EPOCH;
  private Instant begun = Instant.EPOCH;

  /** One had to wait. */
  synchronized void waited(Instant time) {
    waited++;
    until = time;
  }

  /** One was served, or failed for another reason. */
  synchronized void served() {
    waited = 0;
  }

  /** One was begun. */
  synchronized void began(Instant now) {
    begun = now;
  }

  /** How many of those wanted may be taken now. */
  synchronized int permits(int wanted, Instant now) {
    if (waited < IN_A_ROW || !now.isBefore(until)) {
      return wanted;
    }
    if (now.isBefore(begun.plus(PROBE))) {
      return 0;
    }
    return Math.min(1, wanted);
  }
}
