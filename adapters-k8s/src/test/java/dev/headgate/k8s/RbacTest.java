package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.job.JobLauncherContract;
import dev.headgate.core.job.JobOrder;
import dev.headgate.core.storage.StoreCalls;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The permissions that are asked for are those that are used: none is missing, none too many. */
class RbacTest {
  private static final Path MANIFEST = Path.of("..", "deploy", "kubernetes", "base", "rbac.yaml");
  private static final String NAMESPACE = "default";

  @Test
  void theRoleAllowsJustWhatIsUsed() throws IOException {
    assertThat(used()).isEqualTo(allowed());
  }

  private static Set<String> used() {
    TestCluster cluster = TestCluster.mock();
    var deployment =
        new DeploymentBuilder().withNewMetadata().withName("headgate").endMetadata().build();
    var _ =
        cluster.client().apps().deployments().inNamespace(NAMESPACE).resource(deployment).create();
    KubernetesSettings settings =
        KubernetesSettings.DEFAULTS
            .with(Set.of(NAMESPACE), Orders.TEMPLATES)
            .with(Duration.ofHours(1), "headgate-job", "headgate");
    JobOrder order = Orders.in(NAMESPACE);
    try (KubernetesJobLauncher launcher = cluster.launcher(settings, StoreCalls.UNGUARDED)) {
      JobLauncherContract.await("it has looked around", launcher::current);
      launcher.ping();
      var _ = launcher.launch(order, Instant.now());
      var _ = launcher.status(NAMESPACE, order.name(), Instant.now());
      assertThat(new JobController(cluster.client()).jobs(NAMESPACE))
          .singleElement()
          .satisfies(job ->
              assertThat(job.getMetadata().getOwnerReferences())
                  .singleElement()
                  .satisfies(owner -> assertThat(owner.getName()).isEqualTo("headgate")));
      assertThat(launcher.cancel(NAMESPACE, order.name(), Instant.now())).isTrue();
      JobLauncherContract.await(
          "it listens to events", () -> cluster.traffic().count("watch", "events") > 0);
      return cluster.traffic().uses().stream()
          .filter(ApiUse::headgate)
          // Everybody who is known to the cluster may ask for its version.
          .filter(use -> !use.resource().startsWith("/version"))
          .map(use -> "%s %s.%s".formatted(use.verb(), use.resource(), use.group()))
          .collect(Collectors.toCollection(TreeSet::new));
    } finally {
      cluster.close();
    }
  }

  private static Set<String> allowed() throws IOException {
    TestCluster cluster = TestCluster.mock();
    try (var stream = Files.newInputStream(MANIFEST)) {
      Set<String> allowed = new TreeSet<>();
      cluster.client().load(stream).items().stream()
          .filter(Role.class::isInstance)
          .map(Role.class::cast)
          .flatMap(role -> role.getRules().stream())
          .forEach(rule -> allowed.addAll(permissions(rule)));
      return allowed;
    } finally {
      cluster.close();
    }
  }

  private static Set<String> permissions(PolicyRule rule) {
    Set<String> permissions = new TreeSet<>();
    for (String group : rule.getApiGroups()) {
      for (String resource : rule.getResources()) {
        for (String verb : rule.getVerbs()) {
          permissions.add("%s %s.%s".formatted(verb, resource, group));
        }
      }
    }
    return permissions;
  }
}
