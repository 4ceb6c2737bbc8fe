package dev.headgate.k8s;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a pod takes of its namespace's quota, as Kubernetes reckons it: all containers together, or
 * the largest of those that run before them.
 */
final class PodNeeds {
  private PodNeeds() {}

  /** By the names that quotas use: {@code requests.cpu}, {@code limits.memory} and so on. */
  static Map<String, BigDecimal> of(PodSpec pod) {
    Map<String, BigDecimal> needs = new HashMap<>();
    add(needs, "requests.", sum(pod, PodNeeds::requests));
    add(needs, "limits.", sum(pod, container -> container.getResources().getLimits()));
    sum(pod, PodNeeds::requests).forEach(needs::put);
    needs.put("pods", BigDecimal.ONE);
    needs.put("count/pods", BigDecimal.ONE);
    needs.put("count/jobs.batch", BigDecimal.ONE);
    return needs;
  }

  /** What is not requested is as much as is allowed. */
  static Map<String, Quantity> requests(Container container) {
    Map<String, Quantity> requests = new HashMap<>(container.getResources().getLimits());
    requests.putAll(container.getResources().getRequests());
    return requests;
  }

  private static void add(
      Map<String, BigDecimal> needs, String prefix, Map<String, BigDecimal> amounts) {
    amounts.forEach((resource, amount) -> needs.put(prefix + resource, amount));
  }

  private static Map<String, BigDecimal> sum(
      PodSpec pod, Function<Container, Map<String, Quantity>> amounts) {
    Map<String, BigDecimal> sum = new HashMap<>();
    for (Container container : pod.getContainers()) {
      each(List.of(container), amounts)
          .forEach((resource, amount) -> sum.merge(resource, amount, BigDecimal::add));
    }
    each(pod.getInitContainers(), amounts)
        .forEach((resource, amount) -> sum.merge(resource, amount, BigDecimal::max));
    return sum;
  }

  private static Map<String, BigDecimal> each(
      List<Container> containers, Function<Container, Map<String, Quantity>> amounts) {
    Map<String, BigDecimal> largest = new HashMap<>();
    for (Container container : containers) {
      amounts
          .apply(container)
          .forEach((resource, amount) ->
              largest.merge(resource, amount.getNumericalAmount(), BigDecimal::max));
    }
    return largest;
  }
}
