package dev.headgate.server;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.headgate.github.upstream.UpstreamModule;
import dev.headgate.github.upstream.UpstreamSettings;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.process.ProcessName;
import dev.headgate.runtime.telemetry.TelemetryModule;
import dev.headgate.server.credential.CredentialModule;
import dev.headgate.server.store.Storage;
import java.time.InstantSource;

/** Assembles a server out of its modules. */
public final class Headgate {
  private Headgate() {}

  /** A server of that configuration, not yet started. */
  public static HeadgateServer server(Configuration configuration, InstantSource clock) {
    return server(configuration, clock, ProcessName.fresh(System.getenv()));
  }

  /** A server that the other processes of its stores know by that name, not yet started. */
  static HeadgateServer server(
      Configuration configuration, InstantSource clock, ProcessName process) {
    return injector(configuration, clock, process).getInstance(HeadgateServer.class);
  }

  /** All parts of such a server. */
  static Injector injector(
      Configuration configuration, InstantSource clock, ProcessName process) {
    return Guice.createInjector(
        Stage.PRODUCTION,
        new SettingsModule(configuration, clock, process),
        new Storage(configuration),
        new UpstreamModule(upstream(configuration)),
        new TelemetryModule(),
        new CredentialModule(configuration),
        new ServerModule());
  }

  private static UpstreamSettings upstream(Configuration configuration) {
    return UpstreamSettings.DEFAULTS.withApiUrl(configuration.github().apiUrl());
  }

  /** Hands each adapter its part of the configuration. */
  private static final class SettingsModule extends AbstractModule {
    private final Configuration configuration;
    private final InstantSource clock;
    private final ProcessName process;

    SettingsModule(Configuration configuration, InstantSource clock, ProcessName process) {
      this.configuration = configuration;
      this.clock = clock;
      this.process = process;
    }

    @Override
    protected void configure() {
      binder().requireExplicitBindings();
      bind(Configuration.class).toInstance(configuration);
      bind(InstantSource.class).toInstance(clock);
      bind(ProcessName.class).toInstance(process);
    }
  }
}
