package dev.headgate.storage.testing;

import dev.headgate.core.queue.TaskQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A shared queue does what the one in memory does, whatever is asked of it in whatever order. The
 * seed of each run is printed; {@value #SEED} repeats one.
 */
public interface TaskQueueModelContract {
  /** Names a system property that holds a seed. */
  String SEED = "headgate.queue.seed";

  /** How many steps one run has. */
  int STEPS = 500;

  /** The queue under test, which takes the time from its caller; may be the same one each time. */
  TaskQueue taskQueue();

  @Test
  default void doesWhatTheOneInMemoryDoes() {
    Long given = Long.getLong(SEED);
    long[] seeds = given == null ? new Random().longs(3).toArray() : new long[] {given};
    for (long seed : seeds) {
      System.out.println(
          "task queue beside the one in memory: %s, seed %d"
              .formatted(taskQueue().getClass().getSimpleName(), seed));
      TaskQueueModel model = new TaskQueueModel(taskQueue(), new Random(seed));
      for (int step = 0; step < STEPS; step++) {
        try {
          model.step();
        } catch (AssertionError different) {
          throw new AssertionError("seed %d, step %d".formatted(seed, step), different);
        }
      }
    }
  }
}
