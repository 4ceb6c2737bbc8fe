package dev.headgate.core.gateway;

import java.time.Duration;

/** Lets time pass; apart, so that tests need not wait for it. */
public interface Waiter {
  /**
   * Returns when the time has passed or the work is cancelled, whichever comes first.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  void await(Duration time, Cancellation cancellation) throws InterruptedException;
}
