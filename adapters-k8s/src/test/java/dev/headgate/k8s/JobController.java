package dev.headgate.k8s;

import dev.headgate.core.job.JobName;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobConditionBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Does to jobs what Kubernetes' own controller does, when a test says so. */
final class JobController {
  private final KubernetesClient client;

  JobController(KubernetesClient client) {
    this.client = client;
  }

  /** A pod of the job runs. */
  void begin(String namespace, JobName name) {
    edit(
        namespace,
        name,
        status ->
            new JobStatusBuilder(status).withStartTime(now()).withActive(1).withReady(1).build());
  }

  /** A pod of the job waits for its node. */
  void schedule(String namespace, JobName name) {
    edit(
        namespace,
        name,
        status ->
            new JobStatusBuilder(status).withStartTime(now()).withActive(1).withReady(0).build());
  }

  /** The job's pod has ended. */
  void end(String namespace, JobName name, boolean well) {
    edit(namespace, name, status -> ended(status, well));
  }

  private static JobStatus ended(JobStatus status, boolean well) {
    String now = now();
    JobStatusBuilder ended = new JobStatusBuilder(status).withActive(null).withReady(null);
    if (ended.getStartTime() == null) {
      ended.withStartTime(now);
    }
    return well
        ? ended
            .withSucceeded(1)
            .withCompletionTime(now)
            .withConditions(condition("SuccessCriteriaMet", now), condition("Complete", now))
            .build()
        : ended
            .withFailed(1)
            .withConditions(condition("FailureTarget", now), condition("Failed", now))
            .build();
  }

  /** The cluster refuses the job's pod. */
  void refusePods(String namespace, JobName name, String message) {
    Job job = client.batch().v1().jobs().inNamespace(namespace).withName(name.value()).get();
    var _ =
        client
            .v1()
            .events()
            .inNamespace(namespace)
            .resource(
                new EventBuilder()
                    .withNewMetadata()
                    .withName(name.value() + "." + UUID.randomUUID().toString().substring(0, 8))
                    .withNamespace(namespace)
                    .endMetadata()
                    .withType("Warning")
                    .withReason("FailedCreate")
                    .withMessage(message)
                    .withNewInvolvedObject()
                    .withApiVersion("batch/v1")
                    .withKind("Job")
                    .withNamespace(namespace)
                    .withName(name.value())
                    .withUid(job.getMetadata().getUid())
                    .endInvolvedObject()
                    .build())
            .create();
  }

  private static JobCondition condition(String type, String now) {
    boolean bad = type.startsWith("Fail");
    return new JobConditionBuilder()
        .withType(type)
        .withStatus("True")
        .withReason(bad ? "BackoffLimitExceeded" : "CompletionsReached")
        .withMessage(
            bad ? "Job has reached the specified backoff limit" : "Reached expected number")
        .withLastTransitionTime(now)
        .withLastProbeTime(now)
        .build();
  }

  private void edit(String namespace, JobName name, UnaryOperator<JobStatus> change) {
    var _ =
        client
            .batch()
            .v1()
            .jobs()
            .inNamespace(namespace)
            .withName(name.value())
            .editStatus(job -> {
              JobStatus status = job.getStatus() == null ? new JobStatus() : job.getStatus();
              job.setStatus(change.apply(status));
              return job;
            });
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  List<Job> jobs(String namespace) {
    return client.batch().v1().jobs().inNamespace(namespace).list().getItems();
  }
}
