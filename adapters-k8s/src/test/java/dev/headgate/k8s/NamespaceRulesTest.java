package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NamespaceRulesTest {
  /** Two containers of 250m and 1 CPU, one of 2 CPU before them. */
  private static final String MANIFEST =
      """
      apiVersion: batch/v1
      kind: Job
      spec:
        template:
          spec:
            initContainers:
              - {name: first, resources: {limits: {cpu: "2", memory: 64Mi}}}
            containers:
              - {name: main, resources: {requests: {cpu: 250m}, limits: {cpu: "1", memory: 1Gi}}}
              - {name: side, resources: {limits: {cpu: 500m, memory: 1Gi}}}
      """;

  private static final Job JOB =
      new JobMaker(KubernetesSettings.DEFAULTS)
          .make(JobManifest.parse(MANIFEST), Orders.in("ns"), Optional.empty(), Instant.EPOCH);

  private static ResourceQuota quota(String resource, String hard, String used) {
    return new ResourceQuotaBuilder()
        .withNewMetadata()
        .withName("q")
        .endMetadata()
        .withNewSpec()
        .withHard(Map.of(resource, new Quantity(hard)))
        .endSpec()
        .withNewStatus()
        .withUsed(Map.of(resource, new Quantity(used)))
        .endStatus()
        .build();
  }

  private static NamespaceRules quotas(String resource, String hard, String used) {
    return new NamespaceRules(List.of(quota(resource, hard, used)), List.of());
  }

  private static NamespaceRules range(String type, Map<String, Quantity> max) {
    return range(type, max, Map.of());
  }

  private static NamespaceRules range(
      String type, Map<String, Quantity> max, Map<String, Quantity> min) {
    LimitRange range =
        new LimitRangeBuilder()
            .withNewMetadata()
            .withName("r")
            .endMetadata()
            .withNewSpec()
            .addNewLimit()
            .withType(type)
            .withMax(max)
            .withMin(min)
            .endLimit()
            .endSpec()
            .build();
    return new NamespaceRules(List.of(), List.of(range));
  }

  @Test
  void reckonsAsKubernetesDoes() {
    assertThat(PodNeeds.of(JOB.getSpec().getTemplate().getSpec()))
        .hasEntrySatisfying("requests.cpu", cpu -> assertThat(cpu).isEqualByComparingTo("2"))
        .hasEntrySatisfying("limits.cpu", cpu -> assertThat(cpu).isEqualByComparingTo("2"))
        .hasEntrySatisfying(
            "limits.memory", memory -> assertThat(memory).isEqualByComparingTo("2147483648"));
  }

  @Test
  void waitsWhereOthersUseUpWhatItNeeds() {
    assertThat(quotas("requests.cpu", "4", "1").fills(JOB)).isEmpty();
    assertThat(quotas("requests.cpu", "4", "2").fills(JOB)).isEmpty();
    assertThat(quotas("requests.cpu", "4", "2001m").fills(JOB))
        .hasValueSatisfying(reason ->
            assertThat(reason)
                .contains("exceeded quota: q: 2001m of 4 requests.cpu are used")
                .contains("needs 2"));
    assertThat(quotas("count/jobs.batch", "5", "5").fills(JOB)).isPresent();
    assertThat(quotas("pods", "5", "4").fills(JOB)).isEmpty();
    assertThat(quotas("services", "0", "0").fills(JOB)).isEmpty();
  }

  @Test
  void forbidsWhatCouldNeverFit() {
    assertThat(quotas("limits.memory", "1Gi", "0").forbids(JOB))
        .hasValueSatisfying(reason ->
            assertThat(reason)
                .startsWith("quota q allows 1Gi of limits.memory, and the job needs"));
    assertThat(quotas("limits.memory", "2Gi", "2Gi").forbids(JOB)).isEmpty();
  }

  @Test
  void leavesQuotasForSomePodsToTheCluster() {
    ResourceQuota scoped = quota("pods", "0", "0");
    scoped.getSpec().setScopes(List.of("BestEffort"));
    NamespaceRules rules = new NamespaceRules(List.of(scoped), List.of());
    assertThat(rules.forbids(JOB)).isEmpty();
    assertThat(rules.fills(JOB)).isEmpty();
  }

  @Test
  void forbidsWhatALimitRangeForbids() {
    assertThat(range("Container", Map.of("cpu", new Quantity("1500m"))).forbids(JOB))
        .contains("r: container first may use at most 1500m of cpu, and its limit is 2");
    assertThat(range("Container", Map.of("cpu", new Quantity("2"))).forbids(JOB)).isEmpty();
    assertThat(range("Pod", Map.of("memory", new Quantity("1Gi"))).forbids(JOB))
        .hasValueSatisfying(reason -> assertThat(reason).contains("the pod may use at most 1Gi"));
    assertThat(range("Container", Map.of(), Map.of("memory", new Quantity("128Mi"))).forbids(JOB))
        .hasValueSatisfying(reason ->
            assertThat(reason).contains("container first must request at least 128Mi of memory"));
    assertThat(range("PersistentVolumeClaim", Map.of("cpu", new Quantity("0"))).forbids(JOB))
        .isEmpty();
  }
}
