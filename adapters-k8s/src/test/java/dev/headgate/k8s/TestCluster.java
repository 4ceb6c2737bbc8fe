package dev.headgate.k8s;

import dev.headgate.core.faults.FaultProxy;
import dev.headgate.core.job.JobLauncherContract;
import dev.headgate.core.storage.StoreCalls;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An API server to launch jobs in: the cluster of {@code HEADGATE_TEST_KUBECONFIG}, else a mock
 * that keeps what it is given, each its own as cut-off watches hold a mock up. Neither needs
 * controllers: tests play them.
 */
final class TestCluster implements AutoCloseable {
  /** The mock tells of every request; held, as loggers that nobody holds forget their level. */
  private static final Logger TALKATIVE = Logger.getLogger("io.fabric8.mockwebserver");

  private static final String CANARY = "canary";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Config config;
  private final @Nullable KubernetesMockServer mock;
  private final @Nullable ApiTraffic traffic;
  private final KubernetesClient client;

  private TestCluster(
      Config config, @Nullable KubernetesMockServer mock, @Nullable ApiTraffic traffic) {
    this.config = config;
    this.mock = mock;
    this.traffic = traffic;
    // What a test does is done once, or it would not know what it did.
    Config test = new ConfigBuilder(config).withRequestRetryBackoffLimit(0).build();
    this.client = new KubernetesClientBuilder().withConfig(test).build();
  }

  /** The cluster that the environment names, else a mock. */
  static TestCluster any() {
    String named = System.getenv("HEADGATE_TEST_KUBECONFIG");
    return named == null || named.isBlank()
        ? mock()
        : new TestCluster(Config.fromKubeconfig(Path.of(named).toFile()), null, null);
  }

  /** A mock, whose traffic can be seen and broken. */
  static TestCluster mock() {
    TALKATIVE.setLevel(Level.OFF);
    Map<ServerRequest, Queue<ServerResponse>> responses = new HashMap<>();
    ApiTraffic traffic = new ApiTraffic(responses);
    KubernetesMockServer server =
        new KubernetesMockServer(new Context(), new MockWebServer(), responses, traffic, false);
    server.init();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + server.getPort())
            .withNamespace("default")
            .build();
    return new TestCluster(config, server, traffic);
  }

  /** To play its controllers by. */
  KubernetesClient client() {
    return client;
  }

  ApiTraffic traffic() {
    if (traffic == null) {
      throw new IllegalStateException("a real cluster's traffic cannot be seen");
    }
    return traffic;
  }

  /** A namespace that nobody else uses. */
  String namespace() {
    String name = "headgate-test-" + UUID.randomUUID();
    var _ =
        client
            .namespaces()
            .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
            .create();
    return name;
  }

  /**
   * Waits until a launcher hears of the jobs there. The mock says that it watches a moment before
   * it does, and keeps no history of what it missed.
   */
  void awaitHearing(KubernetesJobLauncher launcher, String namespace) {
    JobLauncherContract.await("it has looked around", launcher::current);
    JobLauncherContract.await(
        "it hears of a job that somebody made",
        () -> {
          var _ = client.batch().v1().jobs().resource(canary(namespace)).create();
          return launcher.jobs().stream().anyMatch(job -> job.template().equals(CANARY));
        });
    var _ = client.batch().v1().jobs().inNamespace(namespace).withLabel(CANARY).delete();
    JobLauncherContract.await(
        "it hears that it is gone",
        () -> launcher.jobs().stream().noneMatch(job -> job.template().equals(CANARY)));
  }

  private static Job canary(String namespace) {
    return new JobBuilder()
        .withNewMetadata()
        .withName("canary-" + UUID.randomUUID())
        .withNamespace(namespace)
        .addToLabels(JobLabels.MANAGED_BY, JobLabels.HEADGATE)
        .addToLabels(CANARY, "true")
        .addToAnnotations(JobLabels.TASK, CANARY)
        .addToAnnotations(JobLabels.TEMPLATE, CANARY)
        .endMetadata()
        .withNewSpec()
        .withNewTemplate()
        .withNewSpec()
        .withRestartPolicy("Never")
        .addNewContainer()
        .withName("canary")
        .withImage("busybox")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  /** A proxy to a mock, that breaks connections as it is told. */
  FaultProxy proxy() {
    if (mock == null) {
      throw new IllegalStateException("a real cluster is not behind a proxy");
    }
    return FaultProxy.to(mock.getPort());
  }

  /** A launcher of jobs of that template there, which watches. */
  KubernetesJobLauncher launcher(String namespace, Map<String, JobManifest> templates) {
    return launcher(
        KubernetesSettings.DEFAULTS.with(Set.of(namespace), templates), StoreCalls.UNGUARDED);
  }

  KubernetesJobLauncher launcher(KubernetesSettings settings, StoreCalls calls) {
    return started(config, settings, calls, TIMEOUT);
  }

  /** The same over another port, such as that of a proxy. */
  KubernetesJobLauncher launcher(
      int port, KubernetesSettings settings, StoreCalls calls, Duration timeout) {
    Config by = new ConfigBuilder(config).withMasterUrl("http://127.0.0.1:" + port).build();
    return started(by, settings, calls, timeout);
  }

  private static KubernetesJobLauncher started(
      Config config, KubernetesSettings settings, StoreCalls calls, Duration timeout) {
    KubernetesJobLauncher launcher =
        new KubernetesJobLauncher(
            ClusterClient.of(config, timeout), settings, calls, InstantSource.system());
    launcher.start();
    return launcher;
  }

  @Override
  public void close() {
    client.close();
    if (mock != null) {
      // It waits for what it cannot send to watches that were cut off.
      var _ = Thread.ofPlatform().daemon().name("mock-end").start(mock::destroy);
    }
  }
}
