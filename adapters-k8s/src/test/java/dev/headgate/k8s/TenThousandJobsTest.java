package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.job.JobLauncherContract;
import io.fabric8.kubernetes.api.model.ListMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobListBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TenThousandJobsTest {
  private static final int JOBS = 10_000;
  private static final int ENDED = 4_000;

  @Test
  void areCountedInLessThanTenMillisecondsWithoutAskingTheCluster() {
    TestCluster cluster = TestCluster.mock();
    String namespace = cluster.namespace();
    cluster.traffic().answer("list", "jobs", 200, Serialization.asJson(jobs(namespace)), 1);
    try (KubernetesJobLauncher launcher = cluster.launcher(namespace, Orders.TEMPLATES)) {
      JobLauncherContract.await("all are heard of", () -> launcher.jobs().size() == JOBS);
      int asked = cluster.traffic().uses().size();
      long[] took = new long[51];
      for (int i = 0; i < took.length; i++) {
        long start = System.nanoTime();
        Map<String, Integer> active = launcher.active();
        took[i] = System.nanoTime() - start;
        assertThat(active).isEqualTo(Map.of(namespace, JOBS - ENDED));
      }
      Arrays.sort(took);
      Duration median = Duration.ofNanos(took[took.length / 2]);
      System.out.printf("counting %d jobs takes %d us%n", JOBS, median.toNanos() / 1000);
      assertThat(median).isLessThan(Duration.ofMillis(10));
      assertThat(cluster.traffic().count("list", "jobs")).isEqualTo(1);
      assertThat(cluster.traffic().uses().size()).isLessThanOrEqualTo(asked + 2);
    } finally {
      cluster.close();
    }
  }

  private static Object jobs(String namespace) {
    List<Job> jobs = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      JobBuilder job =
          new JobBuilder()
              .withNewMetadata()
              .withName("headgate-t-" + i)
              .withNamespace(namespace)
              .withUid("uid-" + i)
              .withResourceVersion("1")
              .addToLabels(JobLabels.MANAGED_BY, JobLabels.HEADGATE)
              .addToAnnotations(JobLabels.TASK, "t-" + i)
              .endMetadata()
              .withNewSpec()
              .withBackoffLimit(0)
              .endSpec();
      if (i < ENDED) {
        job.withNewStatus()
            .addNewCondition()
            .withType("Complete")
            .withStatus("True")
            .endCondition()
            .endStatus();
      }
      jobs.add(job.build());
    }
    return new JobListBuilder()
        .withMetadata(new ListMetaBuilder().withResourceVersion("1").build())
        .withItems(jobs)
        .build();
  }
}
