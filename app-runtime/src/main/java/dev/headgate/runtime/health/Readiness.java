package dev.headgate.runtime.health;

/** Whether this process takes requests: from the end of its start to the beginning of its stop. */
public final class Readiness {
  private volatile boolean ready;

  /** Whether it does. */
  public boolean ready() {
    return ready;
  }

  /** Notes whether it does from now on. */
  public void set(boolean now) {
    ready = now;
  }
}
