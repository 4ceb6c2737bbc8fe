package dev.headgate.k8s;

import dev.headgate.core.job.JobOrder;
import dev.headgate.core.queue.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Orders of jobs, for tests. */
final class Orders {
  static final String TEMPLATE = "build";
  static final Map<String, JobManifest> TEMPLATES =
      Map.of(TEMPLATE, JobManifest.of("busybox", List.of("sleep", "60")));

  private Orders() {}

  /** A new one. */
  static JobOrder in(String namespace) {
    return in(namespace, Map.of("parser_id", "p1"));
  }

  static JobOrder in(String namespace, Map<String, String> parameters) {
    return new JobOrder(
        new TaskId(UUID.randomUUID().toString()),
        0,
        "p1",
        namespace,
        TEMPLATE,
        parameters,
        Instant.now().plus(Duration.ofHours(1)));
  }
}
