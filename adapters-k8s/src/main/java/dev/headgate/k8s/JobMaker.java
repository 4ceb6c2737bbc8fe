package dev.headgate.k8s;

import dev.headgate.core.job.JobOrder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a Job out of an order. What a manifest may not decide: the name, the place, the marks, that
 * a failure is final and that the job ends by its order's deadline.
 */
final class JobMaker {
  private final KubernetesSettings settings;

  JobMaker(KubernetesSettings settings) {
    this.settings = settings;
  }

  /**
   * The Job of that order.
   *
   * @throws IllegalArgumentException where the order and its template make no Job
   */
  Job make(JobManifest manifest, JobOrder order, Optional<OwnerReference> owner, Instant now) {
    Job job = manifest.filled(order);
    job.setMetadata(marked(job.getMetadata(), order));
    job.getMetadata().setName(order.name().value());
    job.getMetadata().setNamespace(order.namespace());
    job.getMetadata().setGenerateName(null);
    job.getMetadata().setOwnerReferences(owner.stream().toList());
    job.setStatus(null);
    JobSpec spec = job.getSpec();
    spec.setBackoffLimit(0);
    spec.setSuspend(null);
    spec.setPodFailurePolicy(disruptionIsNoFailure());
    spec.setActiveDeadlineSeconds(deadline(spec.getActiveDeadlineSeconds(), order, now));
    if (spec.getTtlSecondsAfterFinished() == null) {
      spec.setTtlSecondsAfterFinished(
          (int) Math.min(Integer.MAX_VALUE, settings.ttl().toSeconds()));
    }
    PodTemplateSpec pod = spec.getTemplate();
    if (pod == null || pod.getSpec() == null || pod.getSpec().getContainers().isEmpty()) {
      throw new IllegalArgumentException(
          "manifest: no container (expected: spec.template.spec.containers)");
    }
    pod.setMetadata(marked(pod.getMetadata(), order));
    complete(pod.getSpec(), manifest.variables(order));
    return job;
  }

  private static ObjectMeta marked(ObjectMeta given, JobOrder order) {
    ObjectMeta metadata = given == null ? new ObjectMeta() : given;
    metadata.setLabels(both(metadata.getLabels(), JobLabels.labels(order)));
    metadata.setAnnotations(both(metadata.getAnnotations(), JobLabels.annotations(order)));
    return metadata;
  }

  private static Map<String, String> both(Map<String, String> given, Map<String, String> ours) {
    Map<String, String> both = new HashMap<>(given == null ? Map.of() : given);
    both.putAll(ours);
    return both;
  }

  /** The earlier of the manifest's and the order's; at least a second. */
  private static long deadline(Long given, JobOrder order, Instant now) {
    long left = Math.max(1, Duration.between(now, order.deadline()).toSeconds());
    return given == null ? left : Math.min(given, left);
  }

  private void complete(PodSpec pod, Map<String, String> variables) {
    pod.setRestartPolicy("Never");
    if (pod.getServiceAccountName() == null) {
      pod.setServiceAccountName(settings.serviceAccount());
    }
    if (pod.getAutomountServiceAccountToken() == null) {
      pod.setAutomountServiceAccountToken(false);
    }
    for (List<Container> containers : List.of(pod.getInitContainers(), pod.getContainers())) {
      for (Container container : containers) {
        provide(container);
        variables.forEach((name, value) ->
            container.getEnv().add(new EnvVar(name, FilledTree.literal(value), null)));
      }
    }
  }

  private void provide(Container container) {
    ResourceRequirements given = container.getResources();
    ResourceRequirements resources = given == null ? new ResourceRequirements() : given;
    Map<String, Quantity> limits = added(resources.getLimits(), settings.resources().limits());
    Map<String, Quantity> requests =
        added(resources.getRequests(), settings.resources().requests());
    // A default may not ask for more than the manifest's own limit allows.
    requests.replaceAll((name, amount) -> {
      Quantity limit = limits.get(name);
      return limit != null && amount.compareTo(limit) > 0 ? limit : amount;
    });
    resources.setLimits(limits);
    resources.setRequests(requests);
    container.setResources(resources);
  }

  private static Map<String, Quantity> added(
      Map<String, Quantity> given, Map<String, String> amounts) {
    Map<String, Quantity> all = new HashMap<>();
    amounts.forEach((name, amount) -> all.put(name, new Quantity(amount)));
    all.putAll(given == null ? Map.of() : given);
    return all;
  }

  private static PodFailurePolicy disruptionIsNoFailure() {
    return new PodFailurePolicyBuilder()
        .addNewRule()
        .withAction("Ignore")
        .addNewOnPodCondition("True", "DisruptionTarget")
        .endRule()
        .build();
  }
}
