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
 * Drains a queue by tasks that do nothing, as the worker's runtime does: one thread claims for the
 * hands that are free, and each task is completed on a thread of its own.
 */
final class OurWorker {
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final TaskQueue queue;
  private final String kind;
  private final int hands;

  OurWorker(TaskQueue queue, String kind, int hands) {
    this.queue = queue;
    this.kind = kind;
    this.hands = hands;
  }

  /** Returns when so many were completed. */
  void complete(int tasks) throws InterruptedException {
    CountDownLatch left = new CountDownLatch(tasks);
    Semaphore free = new Semaphore(hands);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      while (left.getCount() > 0) {
        // Half of them at once: a claim for each hand that is free would be many for few tasks.
        free.acquire(Math.min(hands / 2, Math.toIntExact(left.getCount())));
        int more = free.drainPermits();
        int wanted = Math.min(hands / 2, Math.toIntExact(left.getCount())) + more;
        Instant now = Instant.now();
        List<TaskLease> leases = queue.claim("worker", Set.of(kind), wanted, LEASE, LONGEST, now);
        free.release(wanted - leases.size());
        for (TaskLease lease : leases) {
          threads.execute(() -> {
            if (!queue.complete(lease, "{}", Instant.now())) {
              throw new IllegalStateException("a lease was lost (expected: held)");
            }
            left.countDown();
            free.release();
          });
        }
        if (leases.isEmpty()) {
          left.await();
        }
      }
    }
  }
}
