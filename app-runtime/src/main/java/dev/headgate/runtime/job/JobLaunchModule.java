package dev.headgate.runtime.job;

import com.google.inject.AbstractModule;
import com.google.inject.Module;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.breaker.StoreGuard;
import dev.headgate.core.job.JobLauncher;
import dev.headgate.core.telemetry.Telemetry;
import dev.headgate.k8s.ClusterClient;
import dev.headgate.k8s.KubernetesJobLauncher;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.store.SharedStore;
import dev.headgate.storage.memory.breaker.MemoryCircuitBreakers;
import java.time.InstantSource;
import java.util.List;

/** Who launches jobs, as the configuration says. */
public final class JobLaunchModule extends AbstractModule {
  private final Configuration configuration;

  /** The launcher that this configuration names. */
  public JobLaunchModule(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), SharedStore.class);
    Multibinder.newSetBinder(binder(), Chores.class);
    install(launcher());
  }

  private Module launcher() {
    return switch (configuration.jobs().launcher()) {
      case MEMORY -> new InMemory();
      case KUBERNETES -> new InCluster();
    };
  }

  /** Commands of this machine. */
  private static final class InMemory extends AbstractModule {
    @Override
    protected void configure() {
      bind(JobLauncher.class).to(MemoryJobLauncher.class);
    }

    @Provides
    @Singleton
    static MemoryJobLauncher memory(Configuration configuration, InstantSource clock) {
      return JobTemplates.memory(configuration.jobs(), clock);
    }

    @ProvidesIntoSet
    static Chores end(MemoryJobLauncher launcher) {
      return housekeeping -> housekeeping.atEnd(launcher::close);
    }
  }

  /** A cluster of Kubernetes, which is looked after as a store is. */
  private static final class InCluster extends AbstractModule {
    @Override
    protected void configure() {
      bind(JobLauncher.class).to(KubernetesJobLauncher.class);
    }

    @Provides
    @Singleton
    static ClusterGuard guard(
        MemoryCircuitBreakers own, Telemetry telemetry, InstantSource clock) {
      return new ClusterGuard(
          new StoreGuard(own.breaker(KubernetesJobLauncher.SERVICE), telemetry, clock));
    }

    @Provides
    @Singleton
    static KubernetesJobLauncher cluster(
        Configuration configuration, ClusterGuard guard, InstantSource clock) {
      return new KubernetesJobLauncher(
          ClusterClient.of(
              configuration.jobs().kubeconfig(), configuration.timeouts().externalService()),
          JobTemplates.kubernetes(configuration.jobs()),
          guard.calls(),
          clock);
    }

    @ProvidesIntoSet
    static SharedStore watched(KubernetesJobLauncher launcher, ClusterGuard guard) {
      return new SharedStore(
          guard.calls(), launcher::ping, List.of("jobs"), launcher::start, launcher::close);
    }
  }

  /**
   * What stands before the cluster.
   *
   * @param calls guards every call
   */
  private record ClusterGuard(StoreGuard calls) {}
}
