package dev.headgate.k8s;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeItem;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a namespace allows, looked at before a job is handed in: Kubernetes accepts a Job whose pods
 * it will refuse, and says so only in an event. A look, not a promise: the cluster has the last
 * word. Quotas for some pods only (with scopes) are left to it.
 *
 * @param quotas its ResourceQuotas
 * @param ranges its LimitRanges
 */
record NamespaceRules(List<ResourceQuota> quotas, List<LimitRange> ranges) {
  static final NamespaceRules NONE = new NamespaceRules(List.of(), List.of());

  NamespaceRules {
    quotas = List.copyOf(quotas);
    ranges = List.copyOf(ranges);
  }

  /** Why the job's pods could never run here, whatever else does. */
  Optional<String> forbids(Job job) {
    PodSpec pod = job.getSpec().getTemplate().getSpec();
    Map<String, BigDecimal> needs = PodNeeds.of(pod);
    List<String> reasons = new ArrayList<>();
    for (ResourceQuota quota : unscoped()) {
      quota
          .getSpec()
          .getHard()
          .forEach((resource, hard) -> {
            BigDecimal need = needs.get(resource);
            if (need != null && need.compareTo(hard.getNumericalAmount()) > 0) {
              reasons.add(
                  "quota %s allows %s of %s, and the job needs %s"
                      .formatted(name(quota), hard, resource, need.toPlainString()));
            }
          });
    }
    for (LimitRange range : ranges) {
      for (LimitRangeItem item : range.getSpec().getLimits()) {
        broken(item, pod).ifPresent(rule -> reasons.add(name(range) + ": " + rule));
      }
    }
    return reasons.stream().findFirst();
  }

  /** What the job waits for, as others use up what it needs. */
  Optional<String> fills(Job job) {
    Map<String, BigDecimal> needs = PodNeeds.of(job.getSpec().getTemplate().getSpec());
    for (ResourceQuota quota : unscoped()) {
      for (Map.Entry<String, Quantity> hard : quota.getSpec().getHard().entrySet()) {
        BigDecimal need = needs.get(hard.getKey());
        Quantity used = used(quota, hard.getKey());
        if (need != null
            && used.getNumericalAmount().add(need).compareTo(hard.getValue().getNumericalAmount())
                > 0) {
          return Optional.of(
              "exceeded quota: %s: %s of %s %s are used, and the job needs %s"
                  .formatted(
                      name(quota), used, hard.getValue(), hard.getKey(), need.toPlainString()));
        }
      }
    }
    return Optional.empty();
  }

  private List<ResourceQuota> unscoped() {
    return quotas.stream()
        .filter(quota -> quota.getSpec() != null && quota.getSpec().getHard() != null)
        .filter(quota ->
            (quota.getSpec().getScopes() == null || quota.getSpec().getScopes().isEmpty())
                && quota.getSpec().getScopeSelector() == null)
        .toList();
  }

  private static Quantity used(ResourceQuota quota, String resource) {
    boolean told = quota.getStatus() != null && quota.getStatus().getUsed() != null;
    Quantity none = new Quantity("0");
    return told ? quota.getStatus().getUsed().getOrDefault(resource, none) : none;
  }

  private static Optional<String> broken(LimitRangeItem item, PodSpec pod) {
    return switch (String.valueOf(item.getType())) {
      case "Container" -> {
        List<Container> all = new ArrayList<>(pod.getInitContainers());
        all.addAll(pod.getContainers());
        yield all.stream()
            .flatMap(container ->
                broken(
                    item,
                    "container " + container.getName(),
                    amounts(PodNeeds.requests(container)),
                    amounts(container.getResources().getLimits()))
                    .stream())
            .findFirst();
      }
      case "Pod" -> {
        Map<String, BigDecimal> needs = PodNeeds.of(pod);
        yield broken(item, "the pod", below("requests.", needs), below("limits.", needs));
      }
      default -> Optional.empty();
    };
  }

  private static Optional<String> broken(
      LimitRangeItem item,
      String who,
      Map<String, BigDecimal> requests,
      Map<String, BigDecimal> limits) {
    for (Map.Entry<String, Quantity> most : entries(item.getMax())) {
      BigDecimal limit = limits.get(most.getKey());
      if (limit != null && limit.compareTo(most.getValue().getNumericalAmount()) > 0) {
        return Optional.of(
            "%s may use at most %s of %s, and its limit is %s"
                .formatted(who, most.getValue(), most.getKey(), limit.toPlainString()));
      }
    }
    for (Map.Entry<String, Quantity> least : entries(item.getMin())) {
      BigDecimal request = requests.get(least.getKey());
      if (request != null && request.compareTo(least.getValue().getNumericalAmount()) < 0) {
        return Optional.of(
            "%s must request at least %s of %s, and requests %s"
                .formatted(who, least.getValue(), least.getKey(), request.toPlainString()));
      }
    }
    return Optional.empty();
  }

  private static List<Map.Entry<String, Quantity>> entries(Map<String, Quantity> amounts) {
    return amounts == null ? List.of() : List.copyOf(amounts.entrySet());
  }

  private static Map<String, BigDecimal> amounts(Map<String, Quantity> quantities) {
    Map<String, BigDecimal> amounts = new HashMap<>();
    quantities.forEach((name, amount) -> amounts.put(name, amount.getNumericalAmount()));
    return amounts;
  }

  private static Map<String, BigDecimal> below(String prefix, Map<String, BigDecimal> needs) {
    Map<String, BigDecimal> below = new HashMap<>();
    needs.forEach((name, amount) -> {
      if (name.startsWith(prefix)) {
        below.put(name.substring(prefix.length()), amount);
      }
    });
    return below;
  }

  private static String name(HasMetadata thing) {
    return thing.getMetadata().getName();
  }
}
