package dev.headgate.worker;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.github.upstream.OkHttpUpstream;
import dev.headgate.runtime.chore.Housekeeping;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.health.HealthProbes;
import dev.headgate.runtime.health.Readiness;
import dev.headgate.runtime.management.ManagementServer;
import dev.headgate.runtime.management.StatusPages;
import dev.headgate.runtime.store.StoreWatch;
import dev.headgate.runtime.tls.ServerTls;
import dev.headgate.runtime.work.Worker;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** The worker process, and where it shows how it is doing. */
final class WorkerModule extends AbstractModule {
  @Provides
  @Singleton
  static ManagementServer management(
      Configuration configuration, StatusPages pages, Optional<ServerTls> tls) {
    var settings = configuration.worker();
    return new ManagementServer(settings.host(), settings.port(), pages, tls);
  }

  @Provides
  @Singleton
  static HeadgateWorker process(
      Configuration configuration,
      Worker worker,
      ManagementServer management,
      Readiness readiness,
      HealthProbes probes,
      Housekeeping housekeeping,
      StoreWatch stores,
      ExecutorService executor,
      OkHttpUpstream upstream) {
    return new HeadgateWorker(
        worker,
        configuration.worker().grace(),
        management,
        readiness,
        probes,
        housekeeping,
        stores,
        executor,
        upstream);
  }
}
