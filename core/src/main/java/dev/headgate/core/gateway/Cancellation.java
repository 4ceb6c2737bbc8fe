package dev.headgate.core.gateway;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells work in progress that nobody waits for it any more. Once cancelled it stays so; a listener
 * added afterwards is called at once.
 *
 * <p>Safe for use by several threads; listeners must not block or throw.
 */
public final class Cancellation {
  private final List<Runnable> listeners = new ArrayList<>(2);
  private boolean cancelled;

  /** Cancels. */
  public void cancel() {
    List<Runnable> told;
    synchronized (listeners) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      told = List.copyOf(listeners);
      listeners.clear();
    }
    told.forEach(Runnable::run);
  }

  /** Whether it was cancelled. */
  public boolean cancelled() {
    synchronized (listeners) {
      return cancelled;
    }
  }

  /** Calls {@code listener} once on cancellation; the result takes it away again. */
  public Runnable onCancel(Runnable listener) {
    synchronized (listeners) {
      if (!cancelled) {
        listeners.add(listener);
        return () -> remove(listener);
      }
    }
    listener.run();
    return () -> {};
  }

  private void remove(Runnable listener) {
    synchronized (listeners) {
      listeners.remove(listener);
    }
  }
}
