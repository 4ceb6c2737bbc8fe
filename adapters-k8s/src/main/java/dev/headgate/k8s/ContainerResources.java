package dev.headgate.k8s;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/**
 * What a container gets where its manifest does not say.
 *
 * @param requests what it is promised, by resource, such as {@code cpu}
 * @param limits what it may use at most, by resource
 */
public record ContainerResources(Map<String, String> requests, Map<String, String> limits) {
  /** Nothing is added. */
  public static final ContainerResources NONE = new ContainerResources(Map.of(), Map.of());

  public ContainerResources {
    requests = Map.copyOf(requests);
    limits = Map.copyOf(limits);
    requests.forEach((name, amount) -> check("requests." + name, amount));
    limits.forEach((name, amount) -> check("limits." + name, amount));
  }

  private static void check(String field, String amount) {
    try {
      if (new Quantity(amount).getNumericalAmount().signum() >= 0) {
        return;
      }
    } catch (IllegalArgumentException | ArithmeticException malformed) {
      throw wrong(field, amount);
    }
    throw wrong(field, amount);
  }

  private static IllegalArgumentException wrong(String field, String amount) {
    return new IllegalArgumentException(
        "%s: %s (expected: a quantity such as 250m or 512Mi)".formatted(field, amount));
  }
}
