package dev.headgate.runtime.job;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.breaker.StoreGuard;
import dev.headgate.core.job.JobLauncher;
import dev.headgate.core.telemetry.Telemetry;
import dev.headgate.k8s.ClusterClient;
import dev.headgate.k8s.KubernetesJobLauncher;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.JobSettings.Launcher;
import dev.headgate.runtime.store.SharedStore;
import dev.headgate.storage.memory.breaker.MemoryCircuitBreakers;
import java.time.InstantSource;
import java.util.List;

/** Who runs jobs, as the configuration says. */
public final class JobLauncherModule extends AbstractModule {
  private final Launcher launcher;

  /** Has them run by that one. */
  public JobLauncherModule(Launcher launcher) {
    this.launcher = launcher;
  }

  @Override
  protected void configure() {
    install(module());
  }

  private Module module() {
    return switch (launcher) {
      case MEMORY -> new Local();
      case KUBERNETES -> new Cluster();
    };
  }

  /** This machine. */
  private static final class Local extends AbstractModule {
    @Provides
    @Singleton
    static LocalJobLauncher local(Configuration configuration, InstantSource clock) {
      return new LocalJobLauncher(configuration.jobs(), clock);
    }

    @Provides
    @Singleton
    static JobLauncher launcher(LocalJobLauncher local) {
      return local;
    }

    @ProvidesIntoSet
    static Chores end(LocalJobLauncher local) {
      return housekeeping -> housekeeping.atEnd(local::close);
    }
  }

  /** A cluster of Kubernetes, which is looked after as a shared store is. */
  private static final class Cluster extends AbstractModule {
    /**
     * What stands before the API server.
     *
     * @param guard its circuit and its metrics
     */
    record ApiGuard(StoreGuard guard) {}

    @Provides
    @Singleton
    static ApiGuard guard(MemoryCircuitBreakers own, Telemetry telemetry, InstantSource clock) {
      return new ApiGuard(
          new StoreGuard(own.breaker(KubernetesJobLauncher.SERVICE), telemetry, clock));
    }

    @Provides
    @Singleton
    static KubernetesJobLauncher cluster(
        Configuration configuration, ApiGuard api, InstantSource clock) {
      return new KubernetesJobLauncher(
          ClusterClient.of(
              configuration.jobs().kubeconfig(), configuration.timeouts().externalService()),
          JobTemplates.kubernetes(configuration.jobs()),
          api.guard(),
          clock);
    }

    @Provides
    @Singleton
    static JobLauncher launcher(KubernetesJobLauncher cluster) {
      return cluster;
    }

    @ProvidesIntoSet
    static SharedStore watched(KubernetesJobLauncher cluster, ApiGuard api) {
      return new SharedStore(
          api.guard(), cluster::ping, List.of("jobs"), cluster::start, cluster::close);
    }
  }
}
