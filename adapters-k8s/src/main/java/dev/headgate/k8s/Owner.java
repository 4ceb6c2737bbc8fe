package dev.headgate.k8s;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Deployment that Headgate runs as: jobs of its namespace are removed with it. A pod would not
 * do, as pods come and go with every rollout; nor can a job have an owner in another namespace.
 */
final class Owner {
  private static final Logger LOG = LoggerFactory.getLogger(Owner.class);

  private final KubernetesClient client;
  private final ApiCalls calls;
  private final @Nullable String name;

  /** Found, or known not to be; null while nobody asked. */
  private final AtomicReference<@Nullable Optional<OwnerReference>> found = new AtomicReference<>();

  Owner(KubernetesClient client, ApiCalls calls, @Nullable String name) {
    this.client = client;
    this.calls = calls;
    this.name = name;
  }

  /**
   * The owner of jobs in that namespace.
   *
   * @throws dev.headgate.core.storage.StorageFailure where the server has to be asked and does not
   *     answer
   */
  Optional<OwnerReference> of(String namespace) {
    if (name == null || !namespace.equals(client.getNamespace())) {
      return Optional.empty();
    }
    Optional<OwnerReference> known = found.get();
    if (known == null) {
      known = look(namespace, name);
      found.set(known);
    }
    return known;
  }

  private Optional<OwnerReference> look(String namespace, String deployment) {
    ApiAnswer<Deployment> answer =
        calls.read(
            () -> client.apps().deployments().inNamespace(namespace).withName(deployment).get());
    Optional<Deployment> there =
        switch (answer) {
          case ApiAnswer.Done<Deployment> done -> done.value();
          case ApiAnswer.Rejected<Deployment> rejected -> {
            LOG.warn("jobs have no owner: {}", rejected.message());
            yield Optional.empty();
          }
        };
    return there.map(owner ->
        new OwnerReferenceBuilder()
            .withApiVersion("apps/v1")
            .withKind("Deployment")
            .withName(owner.getMetadata().getName())
            .withUid(owner.getMetadata().getUid())
            .withBlockOwnerDeletion(false)
            .withController(false)
            .build());
  }
}
