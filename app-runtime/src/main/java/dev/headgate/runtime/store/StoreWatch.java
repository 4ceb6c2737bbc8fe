package dev.headgate.runtime.store;

import dev.headgate.core.audit.ChainedAuditLog;
import dev.headgate.core.breaker.SharedCircuitBreakers;
import dev.headgate.core.storage.StoreCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the shared stores, each on a thread of its own, so that one that hangs keeps nobody
 * from the others; and brings the processes' circuits together twice a second.
 */
public final class StoreWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);
  private static final Duration PROBE = Duration.ofSeconds(1);
  private static final Duration EXCHANGE = Duration.ofMillis(500);
  private static final double JITTER = 0.2;

  private final List<SharedStore> stores;
  private final SharedCircuitBreakers breakers;
  private final ChainedAuditLog audit;
  private final List<Thread> threads = new ArrayList<>();

  /** A watch that has not begun. */
  public StoreWatch(
      Set<SharedStore> stores, SharedCircuitBreakers breakers, ChainedAuditLog audit) {
    this.stores =
        stores.stream().sorted(Comparator.comparing(store -> store.guard().store())).toList();
    this.breakers = breakers;
    this.audit = audit;
  }

  /** What is watched. */
  public List<SharedStore> stores() {
    return stores;
  }

  /** The way to the store of that port, such as {@code limits}; unguarded if it is memory. */
  public StoreCalls calls(String port) {
    return stores.stream()
        .filter(store -> store.keeps().contains(port))
        .map(SharedStore::guard)
        .<StoreCalls>map(guard -> guard)
        .findFirst()
        .orElse(StoreCalls.UNGUARDED);
  }

  /** Begins. */
  public void start() {
    for (SharedStore store : stores) {
      String name = store.guard().store();
      run(name + "-preparation", store.whenReachable());
      StoreProbe probe = new StoreProbe(store);
      run(name + "-probe", () -> repeat(PROBE, probe));
    }
    run("breaker-exchange", () -> repeat(EXCHANGE, breakers::exchange));
  }

  /** Ends: writes what waits of the audit, and closes the stores' connections. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    audit.close();
    stores.forEach(store -> store.closing().run());
  }

  private void run(String name, Runnable task) {
    threads.add(Thread.ofVirtual().name(name).start(task));
  }

  private static void repeat(Duration period, Runnable task) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        attempt(task);
        double share = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        Thread.sleep(Duration.ofNanos((long) (period.toNanos() * share)));
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private static void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException bug) {
      // Whatever it was, the next turn comes: a watch that ends unseen is worse.
      LOG.error("a store could not be looked after", bug);
    }
  }
}
