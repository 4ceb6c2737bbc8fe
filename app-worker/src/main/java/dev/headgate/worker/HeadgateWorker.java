package dev.headgate.worker;

import dev.headgate.github.upstream.OkHttpUpstream;
import dev.headgate.runtime.chore.Housekeeping;
import dev.headgate.runtime.health.HealthProbes;
import dev.headgate.runtime.health.Readiness;
import dev.headgate.runtime.management.ManagementServer;
import dev.headgate.runtime.store.StoreWatch;
import dev.headgate.runtime.work.Worker;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/**
 * A worker process. Stopping it takes no more tasks, lets those under way end, hands the rest back,
 * and then closes.
 */
public final class HeadgateWorker implements AutoCloseable {
  private final Worker worker;
  private final Duration grace;
  private final ManagementServer management;
  private final Readiness readiness;
  private final HealthProbes probes;
  private final Housekeeping housekeeping;
  private final StoreWatch stores;
  private final ExecutorService executor;
  private final OkHttpUpstream upstream;

  /** A worker, not yet started, that leaves tasks under way so much time when it is stopped. */
  HeadgateWorker(
      Worker worker,
      Duration grace,
      ManagementServer management,
      Readiness readiness,
      HealthProbes probes,
      Housekeeping housekeeping,
      StoreWatch stores,
      ExecutorService executor,
      OkHttpUpstream upstream) {
    this.worker = worker;
    this.grace = grace;
    this.management = management;
    this.readiness = readiness;
    this.probes = probes;
    this.housekeeping = housekeeping;
    this.stores = stores;
    this.executor = executor;
    this.upstream = upstream;
  }

  /**
   * Shows how it is doing, and begins to take tasks.
   *
   * @throws Exception when the port of its health and metrics cannot be bound
   */
  public void start() throws Exception {
    management.start();
    stores.start();
    probes.start();
    worker.start();
    readiness.set(true);
  }

  /** Where its health and its metrics are. */
  public URI url() {
    return management.url();
  }

  /** The kinds of task that it does. */
  public Set<String> kinds() {
    return worker.kinds();
  }

  /** Stops gracefully. */
  @Override
  public void close() {
    readiness.set(false);
    try {
      worker.stop(grace);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    probes.close();
    housekeeping.close();
    management.close();
    executor.close();
    upstream.close();
    stores.close();
  }
}
