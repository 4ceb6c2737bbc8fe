package dev.headgate.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.QueueDepth;
import dev.headgate.core.queue.Task;
import dev.headgate.runtime.work.WorkTelemetry.Ending;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskMetricsTest {
  private final Sources sources = new Sources();
  private final Metrics metrics = sources.metrics();

  @Test
  void countsWhatBecomesOfTasksByKind() {
    Task task = Sources.task("copy");
    metrics.tasks().enqueued("copy", 3);
    metrics.tasks().begun(task, Duration.ofSeconds(2));
    for (Ending ending : Ending.values()) {
      metrics.tasks().ended(task, ending, Duration.ofSeconds(1));
    }
    PrometheusText seen = Sources.scraped(metrics);
    assertThat(seen.value("tasks_enqueued_total", "kind=copy")).isEqualTo(3);
    assertThat(seen.value("tasks_completed_total", "kind=copy")).isEqualTo(1);
    assertThat(seen.value("tasks_failed_total", "kind=copy")).isEqualTo(2);
    assertThat(seen.value("tasks_dead_total", "kind=copy")).isEqualTo(1);
    assertThat(seen.value("tasks_handed_back_total", "kind=copy")).isEqualTo(2);
    assertThat(seen.value("task_wait_seconds_sum", "kind=copy")).isEqualTo(2);
    assertThat(seen.value("task_duration_seconds_count", "kind=copy")).isEqualTo(6);
  }

  @Test
  void showsHowManyAreInTheQueueWhoeverDoesThem() {
    sources.depths.add(new QueueDepth("copy", Priority.HIGH, 4, 3, 2, null));
    assertThat(Sources.scraped(metrics).value("task_queue_depth", "kind=copy", "priority=high"))
        .isEqualTo(7);
    assertThat(Sources.scraped(metrics).value("task_queue_ready", "kind=copy", "priority=high"))
        .isEqualTo(4);
    assertThat(Sources.scraped(metrics).value("task_queue_running", "kind=copy", "priority=high"))
        .isEqualTo(2);
  }

  @Test
  void tellsHowManyWorkersTheTasksWouldKeepBusy() {
    metrics.tasks().hands(Map.of("copy", 4, "build", 2));
    assertThat(Sources.scraped(metrics).value("task_workers_wanted")).isZero();
    sources.depths.add(new QueueDepth("copy", Priority.HIGH, 4, 30, 2, null));
    sources.depths.add(new QueueDepth("copy", Priority.LOW, 3, 0, 0, null));
    sources.depths.add(new QueueDepth("build", Priority.LOW, 3, 0, 0, null));
    sources.depths.add(new QueueDepth("nobody-does-it", Priority.LOW, 99, 0, 0, null));
    assertThat(Sources.scraped(metrics).value("task_workers_wanted"))
        .as("nine of copy by four hands each; those that wait for their time need none")
        .isEqualTo(3);
  }

  @Test
  void tellsABoundedNumberOfKindsApart() {
    for (int i = 0; i < 2 * TaskMetrics.KINDS; i++) {
      metrics.tasks().enqueued("kind" + i, 1);
      sources.depths.add(new QueueDepth("kind" + i, Priority.LOW, 1, 0, 0, null));
    }
    String text = Sources.text(metrics);
    assertThat(text.lines().filter(line -> line.startsWith("tasks_enqueued_total{")).count())
        .isLessThanOrEqualTo(TaskMetrics.KINDS + 1);
    assertThat(text.lines().filter(line -> line.startsWith("task_queue_depth{")).count())
        .isLessThanOrEqualTo(TaskMetrics.KINDS + 1);
  }
}
