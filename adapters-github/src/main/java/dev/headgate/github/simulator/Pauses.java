package dev.headgate.github.simulator;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits that end at once when the simulator closes. */
final class Pauses implements AutoCloseable {
  private final CountDownLatch closing = new CountDownLatch(1);

  /** Waits; answers whether the simulator is still open. */
  boolean pause(Duration duration) {
    try {
      return !closing.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
