package dev.headgate.core.admission;

import java.time.Instant;

/**
 * Calls back when a time has come.
 *
 * <p>Thread-safe. The action is called once, not before that time, on a thread that may block.
 */
public interface Alarm {
  /** Calls {@code action} then; the result calls it off, if it was not called yet. */
  Runnable at(Instant time, Runnable action);
}
