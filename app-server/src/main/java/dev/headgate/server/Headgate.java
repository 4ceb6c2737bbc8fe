package dev.headgate.server;

import com.google.inject.Injector;
import dev.headgate.github.upstream.UpstreamModule;
import dev.headgate.github.upstream.UpstreamSettings;
import dev.headgate.runtime.admission.AdmissionModule;
import dev.headgate.runtime.change.ChangeModule;
import dev.headgate.runtime.chore.ChoreModule;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.runtime.credential.CredentialModule;
import dev.headgate.runtime.gateway.GatewayModule;
import dev.headgate.runtime.health.HealthModule;
import dev.headgate.runtime.job.JobLauncherModule;
import dev.headgate.runtime.management.ManagementModule;
import dev.headgate.runtime.process.Assembly;
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

/** Assembles a server out of its modules. */
public final class Headgate {
  private Headgate() {}

  /** A server of that configuration, which nothing changes; not yet started. */
  public static HeadgateServer server(Configuration configuration, InstantSource clock) {
    return server(configuration, clock, ProcessName.fresh(System.getenv()));
  }

  /** A server of a configuration that may change while it runs; not yet started. */
  public static HeadgateServer server(LiveConfiguration configuration, InstantSource clock) {
    return injector(configuration, clock, ProcessName.fresh(System.getenv()))
        .getInstance(HeadgateServer.class);
  }

  /** A server that the other processes of its stores know by that name, not yet started. */
  static HeadgateServer server(
      Configuration configuration, InstantSource clock, ProcessName process) {
    return injector(configuration, clock, process).getInstance(HeadgateServer.class);
  }

  /** All parts of such a server. */
  static Injector injector(Configuration configuration, InstantSource clock, ProcessName process) {
    return injector(LiveConfiguration.fixed(configuration), clock, process);
  }

  static Injector injector(LiveConfiguration live, InstantSource clock, ProcessName process) {
    Configuration configuration = live.now();
    return Assembly.of(
        new ProcessModule(live, clock, process),
        new Storage(configuration),
        new UpstreamModule(upstream(configuration)),
        new TelemetryModule(),
        new TracingModule("headgate-server"),
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
        new ServerModule());
  }

  private static UpstreamSettings upstream(Configuration configuration) {
    return UpstreamSettings.DEFAULTS.withApiUrl(configuration.github().apiUrl());
  }
}
