package dev.headgate.runtime.health;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Whether this process takes requests: from the end of its start to the beginning of its stop. */
public final class Readiness {
  private final Queue<Runnable> stopping = new ConcurrentLinkedQueue<>();
  private volatile boolean ready;

  /** Whether it does. */
  public boolean ready() {
    return ready;
  }

  /** Notes whether it does from now on. */
  public void set(boolean now) {
    ready = now;
    if (!now) {
      stopping.forEach(Runnable::run);
    }
  }

  /**
   * Has this done when the stop begins, before requests in flight are waited for: for answers that
   * would not end by themselves. It must be quick and may be called more than once.
   */
  public void whenStopping(Runnable end) {
    stopping.add(end);
  }
}
