package dev.headgate.benchmarks.queue;

import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Drains a queue by tasks that do nothing, as the worker's runtime does: one thread claims, and
 * each task is completed on a thread of its own, so many at once. It claims when it holds less than
 * the lower share of that number, up to the upper.
 */
final class OurWorker {
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final TaskQueue queue;
  private final String kind;
  private final int hands;
  private final int batch;
  private final int held;

  OurWorker(TaskQueue queue, String kind, int hands, double lower, double upper) {
    this.queue = queue;
    this.kind = kind;
    this.hands = hands;
    this.batch = (int) (hands * (upper - lower));
    this.held = (int) (hands * upper);
  }

  /** Returns when so many were completed. */
  void complete(int tasks) throws InterruptedException {
    CountDownLatch left = new CountDownLatch(tasks);
    Semaphore room = new Semaphore(held);
    Semaphore free = new Semaphore(hands);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int unclaimed = tasks;
      while (unclaimed > 0) {
        room.acquire(batch);
        int wanted = batch + room.drainPermits();
        Instant now = Instant.now();
        List<TaskLease> leases = queue.claim("worker", Set.of(kind), wanted, LEASE, LONGEST, now);
        unclaimed -= leases.size();
        room.release(wanted - leases.size());
        for (TaskLease lease : leases) {
          threads.execute(() -> {
            free.acquireUninterruptibly();
            if (!queue.complete(lease, "{}", Instant.now())) {
              throw new IllegalStateException("a lease was lost (expected: held)");
            }
            free.release();
            room.release();
            left.countDown();
          });
        }
      }
      left.await();
    }
  }
}
