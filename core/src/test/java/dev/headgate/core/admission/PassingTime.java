package dev.headgate.core.admission;

import dev.headgate.core.ManualTime;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets time pass whenever somebody waits for it. Thread-safe. */
public final class PassingTime implements Alarm {
  private final ManualTime time;

  public PassingTime(ManualTime time) {
    this.time = time;
  }

  @Override
  public Runnable at(Instant when, Runnable action) {
    AtomicBoolean off = new AtomicBoolean();
    Thread thread =
        new Thread(() -> {
          synchronized (time) {
            if (!off.get() && when.isAfter(time.instant())) {
              time.set(when);
            }
          }
          if (!off.get()) {
            action.run();
          }
        });
    thread.setDaemon(true);
    thread.start();
    return () -> off.set(true);
  }
}
