package dev.headgate.runtime.gateway;

import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.gateway.Waiter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets real time pass. */
final class SleepingWaiter implements Waiter {
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
