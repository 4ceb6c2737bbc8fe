package dev.headgate.core.gateway;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets real time pass. Safe for use by several threads. */
public final class SleepingWaiter implements Waiter {
  @Override
  public void await(Duration time, Cancellation cancellation) throws InterruptedException {
    CountDownLatch cancelled = new CountDownLatch(1);
    Runnable forget = cancellation.onCancel(cancelled::countDown);
    try {
      boolean early = cancelled.await(time.toNanos(), TimeUnit.NANOSECONDS);
      assert !early || cancellation.cancelled();
    } finally {
      forget.run();
    }
  }
}
