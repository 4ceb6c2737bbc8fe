package dev.headgate.runtime.job;

import dev.headgate.k8s.ContainerResources;
import dev.headgate.k8s.JobManifest;
import dev.headgate.k8s.KubernetesSettings;
import dev.headgate.runtime.configuration.JobResources;
import dev.headgate.runtime.configuration.JobSettings;
import dev.headgate.runtime.configuration.JobTemplate;
import dev.headgate.runtime.process.CannotStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What the configured templates are to a cluster. */
final class JobTemplates {
  private static final Duration RESYNC = Duration.ofMinutes(10);

  private JobTemplates() {}

  /**
   * The templates' Jobs, and what is added to them.
   *
   * @throws CannotStart where a manifest is no Job
   */
  static KubernetesSettings kubernetes(JobSettings settings) {
    Map<String, JobManifest> manifests = new HashMap<>();
    for (JobTemplate template : settings.templates()) {
      String image = template.image();
      Path manifest = template.manifest();
      if (manifest != null) {
        manifests.put(template.name(), read(template.name(), manifest));
      } else if (image != null) {
        manifests.put(template.name(), JobManifest.of(image, template.command()));
      }
    }
    JobResources resources = settings.resources();
    return new KubernetesSettings(
        settings.namespaces(),
        manifests,
        new ContainerResources(
            Map.of("cpu", resources.cpuRequest(), "memory", resources.memoryRequest()),
            Map.of("cpu", resources.cpuLimit(), "memory", resources.memoryLimit())),
        settings.ttl(),
        settings.serviceAccount(),
        settings.owner(),
        RESYNC);
  }

  private static JobManifest read(String template, Path manifest) {
    try {
      return JobManifest.parse(Files.readString(manifest));
    } catch (IOException unreadable) {
      throw new CannotStart(
          "The manifest %s of jobs.templates %s cannot be read.".formatted(manifest, template));
    } catch (IllegalArgumentException unfit) {
      throw new CannotStart(
          "The manifest %s of jobs.templates %s cannot be used: %s"
              .formatted(manifest, template, unfit.getMessage()));
    }
  }
}
