package dev.headgate.server.protection;

import dev.headgate.core.priority.Priority;
import dev.headgate.core.protection.LoadShedder;
import java.util.concurrent.Executor;

/**
 * Where requests get threads of their own, and are turned away while too many wait for one. What is
 * answered on the thread that read it does not come by here: a refusal would cost as much.
 */
public final class Entrance {
  private final LoadShedder shedder;
  private final Executor executor;

  /** The entrance to these threads. */
  public Entrance(LoadShedder shedder, Executor executor) {
    this.shedder = shedder;
    this.executor = executor;
  }

  /**
   * Has the work done on a thread of its own.
   *
   * @return false: nothing is done, for there is too much to do already
   */
  public boolean enter(Priority priority, Runnable work) {
    if (!shedder.admit(priority)) {
      return false;
    }
    long asked = System.nanoTime();
    executor.execute(() -> {
      shedder.begun(System.nanoTime() - asked);
      work.run();
    });
    return true;
  }

  /** The same for what nobody may turn away. */
  public void pass(Runnable work) {
    executor.execute(work);
  }

  /** After how many seconds one who was turned away may try again: the urgent first. */
  public static long retryAfter(Priority priority) {
    return switch (priority) {
      case CRITICAL -> 1;
      case HIGH -> 2;
      case NORMAL -> 3;
      case LOW -> 5;
    };
  }

  /** What one is told who is turned away. */
  public static String message(Priority priority) {
    return "The gateway has more requests than it can begin in time and refuses those of %s priority;"
            .formatted(priority.label())
        + " try again in %d s".formatted(retryAfter(priority));
  }
}
