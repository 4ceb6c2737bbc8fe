package dev.headgate.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is to be applied to a cluster is spelt as the cluster's API spells it. */
class ManifestsTest {
  private static final Path FOLDER = Path.of("..", "deploy", "kubernetes");

  /** What clusters know only with an operator. */
  private static final Set<String> OF_OPERATORS = Set.of("ServiceMonitor", "ScaledObject");

  private final KubernetesSerialization serialization = new KubernetesSerialization();

  @Test
  void everyFieldIsOneOfTheApi() throws Exception {
    Set<String> kinds = new HashSet<>();
    for (JsonNode manifest : manifests()) {
      String kind = manifest.path("kind").asText();
      kinds.add(kind);
      HasMetadata resource = serialization.unmarshal(manifest.toString(), HasMetadata.class);
      if (!OF_OPERATORS.contains(kind)) {
        assertThat(resource).as(kind).isNotInstanceOf(GenericKubernetesResource.class);
        List<String> unknown = new ArrayList<>();
        collectUnknown(kind, resource, unknown);
        assertThat(unknown).as("%s %s", kind, resource.getMetadata().getName()).isEmpty();
      }
    }
    assertThat(kinds)
        .contains(
            "Deployment",
            "Service",
            "PodDisruptionBudget",
            "HorizontalPodAutoscaler",
            "NetworkPolicy",
            "Role",
            "RoleBinding",
            "ServiceAccount",
            "ServiceMonitor",
            "ScaledObject");
  }

  @Test
  void whatIsMisspeltIsNoticed() throws Exception {
    HasMetadata misspelt =
        serialization.unmarshal(
            "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"x\"},"
                + "\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"immage\":\"y\"}]}}}}",
            HasMetadata.class);
    List<String> unknown = new ArrayList<>();
    collectUnknown("Deployment", misspelt, unknown);
    assertThat(unknown).containsExactly("Deployment.spec.template.spec.containers.immage");
  }

  private static List<JsonNode> manifests() throws IOException {
    List<JsonNode> all = new ArrayList<>();
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".yaml")).sorted().toList()) {
        if (!file.endsWith("kustomization.yaml")) {
          YAMLMapper yaml = new YAMLMapper();
          try (var documents =
              yaml.readerFor(JsonNode.class).<JsonNode>readValues(Files.readString(file))) {
            documents.forEachRemaining(all::add);
          }
        }
      }
    }
    assertThat(all).hasSizeGreaterThan(10);
    return all;
  }

  /** Follows the getters of the model, which keeps what it does not know apart. */
  private static void collectUnknown(String path, @Nullable Object value, List<String> unknown)
      throws ReflectiveOperationException {
    if (value instanceof Collection<?> many) {
      for (Object one : many) {
        collectUnknown(path, one, unknown);
      }
    } else if (value instanceof KubernetesResource) {
      for (Method getter : value.getClass().getMethods()) {
        String name = getter.getName();
        if (name.startsWith("get") && name.length() > 3 && getter.getParameterCount() == 0) {
          if (name.equals("getAdditionalProperties")) {
            Map<?, ?> others = (Map<?, ?>) getter.invoke(value);
            others.keySet().forEach(key -> unknown.add(path + "." + key));
          } else if (KubernetesResource.class.isAssignableFrom(getter.getReturnType())
              || Collection.class.isAssignableFrom(getter.getReturnType())) {
            String field = Character.toLowerCase(name.charAt(3)) + name.substring(4);
            collectUnknown(path + "." + field, getter.invoke(value), unknown);
          }
        }
      }
    }
  }
}
