package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.core.job.JobOrder;
import dev.headgate.core.queue.TaskId;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobMakerTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final String MANIFEST =
      """
      apiVersion: batch/v1
      kind: Job
      metadata:
        name: not-this
        labels: {team: "${team}", headgate.dev/task: forged}
      spec:
        backoffLimit: 6
        activeDeadlineSeconds: 600
        template:
          spec:
            restartPolicy: OnFailure
            containers:
              - name: main
                image: "registry.example.com/build:${tag}"
                args: ["--parser=${parser_id}", "$${HOME}", "${headgate.key}"]
                env: [{name: TASK, value: "${headgate.task}"}]
                resources: {limits: {memory: 128Mi}}
      """;

  private static final KubernetesSettings SETTINGS =
      KubernetesSettings.DEFAULTS
          .with(
              new ContainerResources(
                  Map.of("cpu", "250m", "memory", "256Mi"), Map.of("cpu", "1", "memory", "1Gi")))
          .with(Duration.ofMinutes(20), "builder", null)
          .with(Set.of("builds"), Map.of());

  private static JobOrder order(Map<String, String> parameters) {
    return new JobOrder(
        new TaskId("t-1"), 0, "acme/p 1", "builds", "b", parameters, NOON.plusSeconds(1800));
  }

  private static Job make(String yaml, Map<String, String> parameters) {
    return new JobMaker(SETTINGS)
        .make(JobManifest.parse(yaml), order(parameters), Optional.empty(), NOON);
  }

  private static Container container(Job job) {
    return job.getSpec().getTemplate().getSpec().getContainers().get(0);
  }

  @Test
  void fillsInWhatTheOrderSays() {
    Job job = make(MANIFEST, Map.of("team", "a", "tag", "v1", "parser_id", "p-7"));
    assertThat(container(job).getImage()).isEqualTo("registry.example.com/build:v1");
    assertThat(container(job).getArgs()).containsExactly("--parser=p-7", "${HOME}", "acme/p 1");
    assertThat(container(job).getEnv()).containsExactly(new EnvVar("TASK", "t-1", null));
    assertThat(job.getMetadata().getLabels()).containsEntry("team", "a");
  }

  @Test
  void noParameterChangesTheStructure() {
    String evil = "x\", \"b\"]\n      hostNetwork: true\n- ${headgate.task} # {}'";
    Job job = make(MANIFEST, Map.of("team", "a", "tag", "v1", "parser_id", evil));
    assertThat(container(job).getArgs())
        .hasSize(3)
        .startsWith("--parser=" + evil.replace("$", "$$"));
    assertThat(job.getSpec().getTemplate().getSpec().getHostNetwork()).isNull();
  }

  @Test
  void noParameterIsExpandedByTheKubelet() {
    Job job = make(MANIFEST, Map.of("team", "$(A)", "tag", "v1", "parser_id", "$(SECRET)$$(B)"));
    assertThat(container(job).getArgs()).startsWith("--parser=$$(SECRET)$$$$(B)");
    assertThat(job.getMetadata().getLabels()).containsEntry("team", "$(A)");
  }

  @Test
  void aPlaceholderWithoutAValueIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> make(MANIFEST, Map.of("team", "a", "tag", "v1")))
        .withMessage(
            "${parser_id}: no such parameter (expected: one of headgate.key, headgate.namespace,"
                + " headgate.task, tag, team)");
  }

  @Test
  void decidesNamePlaceMarksAndThatAFailureIsFinal() {
    Job job = make(MANIFEST, Map.of("team", "a", "tag", "v1", "parser_id", "p"));
    assertThat(job.getMetadata().getName()).isEqualTo("headgate-t-1");
    assertThat(job.getMetadata().getNamespace()).isEqualTo("builds");
    assertThat(job.getMetadata().getLabels())
        .containsEntry("app.kubernetes.io/managed-by", "headgate")
        .containsEntry("headgate.dev/task", "t-1")
        .containsEntry("headgate.dev/template", "b");
    assertThat(job.getMetadata().getLabels().get("headgate.dev/key")).startsWith("id-");
    assertThat(job.getMetadata().getAnnotations()).containsEntry("headgate.dev/key", "acme/p 1");
    assertThat(job.getSpec().getTemplate().getMetadata().getLabels())
        .containsEntry("headgate.dev/task", "t-1");
    assertThat(job.getSpec().getBackoffLimit()).isZero();
    assertThat(job.getSpec().getActiveDeadlineSeconds()).isEqualTo(600);
    assertThat(job.getSpec().getTtlSecondsAfterFinished()).isEqualTo(1200);
    assertThat(job.getSpec().getPodFailurePolicy().getRules())
        .singleElement()
        .satisfies(rule -> {
          assertThat(rule.getAction()).isEqualTo("Ignore");
          assertThat(rule.getOnPodConditions().get(0).getType()).isEqualTo("DisruptionTarget");
        });
    PodSpec pod = job.getSpec().getTemplate().getSpec();
    assertThat(pod.getRestartPolicy()).isEqualTo("Never");
    assertThat(pod.getServiceAccountName()).isEqualTo("builder");
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
  }

  @Test
  void endsAJobByItsOrdersDeadline() {
    String lax = MANIFEST.replace("  activeDeadlineSeconds: 600\n", "");
    Job job = make(lax.replaceAll("\\$\\{[a-z_]+}", "x"), Map.of());
    assertThat(job.getSpec().getActiveDeadlineSeconds()).isEqualTo(1800);
  }

  @Test
  void givesAContainerWhatItsManifestDoesNotSay() {
    Job job = make(MANIFEST, Map.of("team", "a", "tag", "v1", "parser_id", "p"));
    Map<String, Quantity> limits = container(job).getResources().getLimits();
    Map<String, Quantity> requests = container(job).getResources().getRequests();
    assertThat(limits).containsEntry("cpu", new Quantity("1"));
    assertThat(limits).containsEntry("memory", new Quantity("128Mi"));
    assertThat(requests).containsEntry("cpu", new Quantity("250m"));
    assertThat(requests).containsEntry("memory", new Quantity("128Mi"));
  }

  @Test
  void belongsToItsOwner() {
    OwnerReference owner =
        new OwnerReferenceBuilder().withKind("Deployment").withName("hg").withUid("u").build();
    Job job =
        new JobMaker(SETTINGS)
            .make(JobManifest.of("i", List.of()), order(Map.of()), Optional.of(owner), NOON);
    assertThat(job.getMetadata().getOwnerReferences()).containsExactly(owner);
  }

  @Test
  void aPlainContainerGetsItsParametersAsVariables() {
    Job job =
        new JobMaker(SETTINGS)
            .make(
                JobManifest.of("busybox", List.of("echo", "${parser_id}")),
                order(Map.of("parser_id", "$(A)", "path", "/evil")),
                Optional.empty(),
                NOON);
    assertThat(container(job).getCommand()).containsExactly("echo", "$$(A)");
    assertThat(container(job).getEnv())
        .containsExactly(
            new EnvVar("PARAM_PARSER_ID", "$$(A)", null), new EnvVar("PARAM_PATH", "/evil", null));
  }

  @Test
  void refusesWhatIsNoManifest() {
    refused("", "manifest: ");
    refused("just text", "manifest: no keys with values");
    refused("a: [1", "manifest: no YAML");
    refused("kind: Job\napiVersion: batch/v2\n", "manifest: Job of batch/v2 (expected: a Job of");
    refused("kind: Job\napiVersion: batch/v1\n", "manifest: no spec (expected: spec.template)");
    refused(
        "kind: Job\napiVersion: batch/v1\nspec: {template: [1]}\n",
        "manifest: a field of another type");
    refused("#".repeat(300_000), "manifest: 300000 characters (expected: at most 262144)");
    refused(MANIFEST + "---\n" + MANIFEST, "manifest: ");
  }

  private static void refused(String yaml, String message) {
    assertThatThrownBy(() -> JobManifest.parse(yaml))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void aJobWithoutContainersIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> make("kind: Job\napiVersion: batch/v1\nspec: {template: {}}", Map.of()))
        .withMessageStartingWith("manifest: no container (expected: spec.template.spec.containers");
  }
}
