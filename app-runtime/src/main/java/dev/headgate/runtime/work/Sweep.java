package dev.headgate.runtime.work;

import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.work.TaskHandler;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Looks after what time has done to the queue: leases that ended, deadlines that passed, history
 * that is old. A task whose workers fell silent goes back into the queue; the worker that takes it
 * next knows its handler, and buries it when that allows no more attempts.
 */
final class Sweep {
  /** So much may be done in one go; the rest is done in the next. */
  private static final int ROUNDS = 20;

  private final TaskQueue queue;
  private final Duration history;
  private final InstantSource clock;

  Sweep(TaskQueue queue, Duration history, InstantSource clock) {
    this.queue = queue;
    this.history = history;
    this.clock = clock;
  }

  void run() {
    int rounds = 0;
    while (queue.sweep(TaskHandler.MOST_ATTEMPTS, history, clock.instant()) > 0
        && rounds < ROUNDS) {
      rounds++;
    }
  }
}
