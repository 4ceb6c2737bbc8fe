package dev.headgate.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.k8s.KubernetesSettings;
import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.runtime.configuration.JobSettings;
import dev.headgate.runtime.process.CannotStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobTemplatesTest {
  @TempDir private Path folder;

  private JobSettings settings(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("headgate.yaml"), yaml);
    return ConfigurationLoader.load(Map.of(), file).configuration().jobs();
  }

  @Test
  void aClusterGetsWhatIsConfigured() throws IOException {
    Path manifest =
        Files.writeString(
            folder.resolve("lint.yaml"),
            "apiVersion: batch/v1\nkind: Job\nspec: {template: {spec: {containers: []}}}\n");
    KubernetesSettings settings =
        JobTemplates.kubernetes(
            settings(
                """
                jobs:
                  launcher: kubernetes
                  namespace: builds
                  ttl: 10m
                  service-account: builder
                  owner: headgate
                  cpu-limit: 2
                  templates:
                    - {name: build, image: busybox}
                    - {name: lint, namespace: lints, manifest: "%s"}
                """
                    .formatted(manifest)));
    assertThat(settings.namespaces()).containsExactlyInAnyOrder("builds", "lints");
    assertThat(settings.templates()).containsOnlyKeys("build", "lint");
    assertThat(settings.resources().limits()).isEqualTo(Map.of("cpu", "2", "memory", "1Gi"));
    assertThat(settings.resources().requests()).isEqualTo(Map.of("cpu", "250m", "memory", "256Mi"));
    assertThat(settings.ttl()).isEqualTo(Duration.ofMinutes(10));
    assertThat(settings.serviceAccount()).isEqualTo("builder");
    assertThat(settings.owner()).isEqualTo("headgate");
  }

  @Test
  void aManifestThatIsNoJobStopsTheStart() throws IOException {
    Path manifest = Files.writeString(folder.resolve("pod.yaml"), "apiVersion: v1\nkind: Pod\n");
    JobSettings settings =
        settings(
            """
            jobs:
              launcher: kubernetes
              templates: [{name: build, manifest: "%s"}]
            """
                .formatted(manifest));
    assertThatThrownBy(() -> JobTemplates.kubernetes(settings))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("of jobs.templates build cannot be used: manifest: Pod of v1");
  }
}
