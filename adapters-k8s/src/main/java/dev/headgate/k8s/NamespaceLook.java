package dev.headgate.k8s;

import io.fabric8.kubernetes.api.model.LimitRangeList;
import io.fabric8.kubernetes.api.model.ResourceQuotaList;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What namespaces allow, read anew every two seconds at most. */
final class NamespaceLook {
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceLook.class);
  private static final Duration FRESH = Duration.ofSeconds(2);

  private final KubernetesClient client;
  private final ApiCalls calls;
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  private record Seen(Instant at, NamespaceRules rules) {}

  NamespaceLook(KubernetesClient client, ApiCalls calls) {
    this.client = client;
    this.calls = calls;
  }

  /**
   * What a namespace allows; what may not be read counts as not there.
   *
   * @throws dev.headgate.core.storage.StorageFailure where the server does not answer
   */
  NamespaceRules at(String namespace, Instant now) {
    Seen latest = seen.get(namespace);
    if (latest != null && !now.isBefore(latest.at()) && now.isBefore(latest.at().plus(FRESH))) {
      return latest.rules();
    }
    NamespaceRules rules =
        new NamespaceRules(
            list(
                "resourcequotas",
                namespace,
                () -> client.resourceQuotas().inNamespace(namespace).list(),
                ResourceQuotaList::getItems),
            list(
                "limitranges",
                namespace,
                () -> client.limitRanges().inNamespace(namespace).list(),
                LimitRangeList::getItems));
    seen.put(namespace, new Seen(now, rules));
    return rules;
  }

  /** Forgets what was seen: something was launched since. */
  void forget(String namespace) {
    seen.remove(namespace);
  }

  private <L, T> List<T> list(
      String what, String namespace, Supplier<@Nullable L> call, Function<L, List<T>> items) {
    return switch (calls.read(call)) {
      case ApiAnswer.Done<L> done -> done.value().map(items).orElse(List.of());
      case ApiAnswer.Rejected<L> rejected -> {
        if (told.add(what + " " + namespace)) {
          LOG.warn(
              "the {} of namespace {} cannot be read, so a job that they refuse is noticed later:"
                  + " {}",
              what,
              namespace,
              rejected.message());
        }
        yield List.of();
      }
    };
  }
}
