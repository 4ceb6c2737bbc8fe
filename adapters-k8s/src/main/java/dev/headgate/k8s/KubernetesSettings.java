package dev.headgate.k8s;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How jobs are launched in a cluster.
 *
 * @param namespaces where they may run; at least one
 * @param templates what they are made from, by name
 * @param resources what a container gets where its manifest does not say
 * @param ttl how long a job that ended is kept
 * @param serviceAccount as whom a pod runs where its manifest does not say; null: as its
 *     namespace's default
 * @param owner the Deployment of Headgate with which jobs of its namespace go; null: none
 * @param resync how often what is known of the jobs is gone through again
 */
public record KubernetesSettings(
    Set<String> namespaces,
    Map<String, JobManifest> templates,
    ContainerResources resources,
    Duration ttl,
    @Nullable String serviceAccount,
    @Nullable String owner,
    Duration resync) {
  /** No templates, one namespace. */
  public static final KubernetesSettings DEFAULTS =
      new KubernetesSettings(
          Set.of("default"),
          Map.of(),
          ContainerResources.NONE,
          Duration.ofHours(1),
          null,
          null,
          Duration.ofMinutes(1));

  public KubernetesSettings {
    namespaces = Set.copyOf(namespaces);
    templates = Map.copyOf(templates);
    if (namespaces.isEmpty()) {
      throw new IllegalArgumentException("namespaces: [] (expected: at least one)");
    }
    if (ttl.isNegative()) {
      throw new IllegalArgumentException("ttl: %s (expected: 0 or more)".formatted(ttl));
    }
    if (resync.toMillis() < 1) {
      throw new IllegalArgumentException(
          "resync: %s (expected: at least a millisecond)".formatted(resync));
    }
  }

  /** The same with these templates in these namespaces. */
  public KubernetesSettings with(Set<String> places, Map<String, JobManifest> manifests) {
    return new KubernetesSettings(places, manifests, resources, ttl, serviceAccount, owner, resync);
  }

  /** The same with these resources. */
  public KubernetesSettings with(ContainerResources amounts) {
    return new KubernetesSettings(
        namespaces, templates, amounts, ttl, serviceAccount, owner, resync);
  }

  /** The same with another time to keep jobs, account and owner. */
  public KubernetesSettings with(
      Duration kept, @Nullable String account, @Nullable String deployment) {
    return new KubernetesSettings(
        namespaces, templates, resources, kept, account, deployment, resync);
  }

  /** The names of the templates, sorted. */
  List<String> templateNames() {
    return templates.keySet().stream().sorted().toList();
  }
}
