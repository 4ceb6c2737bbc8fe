package dev.headgate.core.limit;

import dev.headgate.core.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Threads of which one runs at a time: when all wait, time goes on to where the first has waited
 * long enough. What they do is the same each time.
 */
final class OneAtATime implements ByteThrottle.Pause {
  private final ManualTime time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Sleeper> sleepers =
      new PriorityQueue<>(Comparator.comparing(Sleeper::until).thenComparingLong(Sleeper::number));

  /** The test itself, to begin with. */
  private int running = 1;

  private long number;

  private record Sleeper(Instant until, long number) {}

  OneAtATime(ManualTime time) {
    this.time = time;
  }

  /** Begins when {@link #run} says so. */
  void start(Runnable work) {
    lock.lock();
    try {
      running++;
    } finally {
      lock.unlock();
    }
    Thread thread =
        new Thread(() -> {
          try {
            await(Duration.ZERO);
            work.run();
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          } finally {
            ended();
          }
        });
    // Nobody ends them: they stand still when the test is over.
    thread.setDaemon(true);
    thread.start();
  }

  /** Lets the others run until so much later; they stand still again when this returns. */
  void run(Duration later) throws InterruptedException {
    await(later);
  }

  @Override
  public void await(Duration pause) throws InterruptedException {
    lock.lock();
    try {
      Sleeper me = new Sleeper(time.instant().plus(pause), ++number);
      sleepers.add(me);
      running--;
      next();
      while (sleepers.contains(me)) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private void ended() {
    lock.lock();
    try {
      running--;
      next();
    } finally {
      lock.unlock();
    }
  }

  private void next() {
    Sleeper first = running == 0 ? sleepers.poll() : null;
    if (first != null) {
      time.advance(Duration.between(time.instant(), first.until()));
      running++;
      changed.signalAll();
    }
  }
}
