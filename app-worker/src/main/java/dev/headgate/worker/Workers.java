package dev.headgate.worker;

import com.google.inject.Module;
import dev.headgate.github.upstream.UpstreamModule;
import dev.headgate.github.upstream.UpstreamSettings;
import dev.headgate.runtime.admission.AdmissionModule;
import dev.headgate.runtime.change.ChangeModule;
import dev.headgate.runtime.chore.ChoreModule;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import dev.headgate.runtime.credential.CredentialModule;
import dev.headgate.runtime.gateway.GatewayModule;
import dev.headgate.runtime.health.HealthModule;
import dev.headgate.runtime.job.JobLauncherModule;
import dev.headgate.runtime.management.ManagementModule;
import dev.headgate.runtime.process.Assembly;
import dev.headgate.runtime.process.CannotStart;
import dev.headgate.runtime.process.ProcessModule;
import dev.headgate.runtime.process.ProcessName;
import dev.headgate.runtime.protection.ProtectionModule;
import dev.headgate.runtime.spending.SharedSpendingModule;
import dev.headgate.runtime.store.Storage;
import dev.headgate.runtime.task.TaskKindsModule;
import dev.headgate.runtime.telemetry.TelemetryModule;
import dev.headgate.runtime.tls.TlsModule;
import dev.headgate.runtime.tracing.TracingModule;
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
  public static HeadgateWorker worker(LiveConfiguration configuration, InstantSource clock) {
    if (configuration.now().storage().queue() == Store.MEMORY) {
      throw new CannotStart(
          "A worker process shares its queue with the servers, and QUEUE_STORE (or STORAGE_TYPE) is"
              + " memory: set it to redis or postgres, or let the server do the tasks itself.");
    }
    return Assembly.of(parts(configuration, clock)).getInstance(HeadgateWorker.class);
  }

  /** All parts of a worker whose configuration nothing changes. */
  static Module[] parts(Configuration configuration, InstantSource clock) {
    return parts(LiveConfiguration.fixed(configuration), clock);
  }

  /** All parts of such a worker. */
  static Module[] parts(LiveConfiguration live, InstantSource clock) {
    Configuration configuration = live.now();
    return new Module[] {
      new ProcessModule(live, clock, ProcessName.fresh(System.getenv())),
      new Storage(configuration),
      new UpstreamModule(UpstreamSettings.DEFAULTS.withApiUrl(configuration.github().apiUrl())),
      new TelemetryModule(),
      new TracingModule("headgate-worker"),
      new CredentialModule(configuration),
      new AdmissionModule(),
      new GatewayModule(),
      new SharedSpendingModule(),
      new ProtectionModule(),
      new HealthModule(),
      new TlsModule(),
      new ManagementModule(),
      new WorkModule(),
      new TaskKindsModule(),
      new JobLauncherModule(configuration.jobs().launcher()),
      new ChoreModule(),
      new ChangeModule(),
      new WorkerModule()
    };
  }
}
