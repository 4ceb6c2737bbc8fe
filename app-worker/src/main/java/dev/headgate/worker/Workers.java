package dev.headgate.worker;

import com.google.inject.Guice;
import com.google.inject.Stage;
import dev.headgate.github.upstream.UpstreamModule;
import dev.headgate.github.upstream.UpstreamSettings;
import dev.headgate.runtime.admission.AdmissionModule;
import dev.headgate.runtime.chore.ChoreModule;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import dev.headgate.runtime.credential.CredentialModule;
import dev.headgate.runtime.gateway.GatewayModule;
import dev.headgate.runtime.health.HealthModule;
import dev.headgate.runtime.job.JobLaunchModule;
import dev.headgate.runtime.management.ManagementModule;
import dev.headgate.runtime.process.CannotStart;
import dev.headgate.runtime.process.ProcessModule;
import dev.headgate.runtime.process.ProcessName;
import dev.headgate.runtime.spending.SharedSpendingModule;
import dev.headgate.runtime.store.Storage;
import dev.headgate.runtime.task.TaskKindsModule;
import dev.headgate.runtime.telemetry.TelemetryModule;
import dev.headgate.runtime.work.WorkModule;
import java.time.InstantSource;

/** Assembles a worker process out of its modules. */
public final class Workers {
  private Workers() {}

  /**
   * A worker of that configuration, not yet started.
   *
   * @throws CannotStart if nobody else could hand it tasks, as the queue is in memory
   */
  public static HeadgateWorker worker(Configuration configuration, InstantSource clock) {
    if (configuration.storage().queue() == Store.MEMORY) {
      throw new CannotStart(
          "A worker process shares its queue with the servers, and QUEUE_STORE (or STORAGE_TYPE) is"
              + " memory: set it to redis or postgres, or let the server do the tasks itself.");
    }
    return Guice.createInjector(
            Stage.PRODUCTION,
            new ProcessModule(configuration, clock, ProcessName.fresh(System.getenv())),
            new Storage(configuration),
            new UpstreamModule(
                UpstreamSettings.DEFAULTS.withApiUrl(configuration.github().apiUrl())),
            new TelemetryModule(),
            new CredentialModule(configuration),
            new AdmissionModule(),
            new GatewayModule(),
            new SharedSpendingModule(),
            new HealthModule(),
            new ManagementModule(),
            new WorkModule(),
            new TaskKindsModule(),
            new JobLaunchModule(configuration),
            new ChoreModule(),
            new WorkerModule())
        .getInstance(HeadgateWorker.class);
  }
}
