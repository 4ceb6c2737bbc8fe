package dev.headgate.k8s;

import dev.headgate.core.job.JobLauncher;
import dev.headgate.core.job.JobLauncherContract;
import dev.headgate.core.job.JobStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract, in the cluster of {@code HEADGATE_TEST_KUBECONFIG} or a mock of one. */
class KubernetesJobLauncherTest implements JobLauncherContract {
  private TestCluster cluster;
  private JobController controller;
  private String namespace;
  private KubernetesJobLauncher launcher;

  @BeforeEach
  void startLauncher() {
    cluster = TestCluster.any();
    controller = new JobController(cluster.client());
    namespace = cluster.namespace();
    launcher =
        cluster.launcher(
            namespace, Map.of(template(), JobManifest.of("busybox", List.of("sleep", "60"))));
    cluster.awaitHearing(launcher, namespace);
  }

  @AfterEach
  void stopLauncher() {
    launcher.close();
    var _ = cluster.client().namespaces().withName(namespace).delete();
    cluster.close();
  }

  @Override
  public JobLauncher launcher() {
    return launcher;
  }

  @Override
  public String namespace() {
    return namespace;
  }

  @Override
  public String template() {
    return "build";
  }

  @Override
  public void begin(JobStatus job) {
    controller.begin(namespace, job.name());
  }

  @Override
  public void end(JobStatus job, boolean well) {
    controller.end(namespace, job.name(), well);
  }
}
