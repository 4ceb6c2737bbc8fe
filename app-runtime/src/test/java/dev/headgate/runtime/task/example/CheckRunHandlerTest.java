package dev.headgate.runtime.task.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.core.work.TaskRun;
import dev.headgate.runtime.task.TaskJson;
import dev.headgate.runtime.task.request.GitHubRequest;
import dev.headgate.storage.memory.queue.MemoryTaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckRunHandlerTest {
  private final ManualTime time = ManualTime.atNoon();
  private final MemoryTaskQueue queue = new MemoryTaskQueue();
  private final CheckRunHandler handler = new CheckRunHandler(queue, time);

  private TaskRun taken(String payload) {
    queue.enqueue(
        new NewTask(
            new TaskId("42"), "check-run", Priority.NORMAL, "key:ci", payload, null, null, null,
            null, "request-1"),
        10,
        time.instant());
    TaskLease lease =
        queue
            .claim(
                "test",
                Set.of("check-run"),
                1,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                time.instant())
            .getFirst();
    return new TaskRun() {
      @Override
      public Task task() {
        return lease.task();
      }

      @Override
      public long fence() {
        return lease.fence();
      }

      @Override
      public Instant latest() {
        return lease.latest();
      }

      @Override
      public boolean stopped() {
        return false;
      }
    };
  }

  @Test
  void handsInOneRequestOfHighPriorityHoweverOftenItRuns() {
    TaskRun run =
        taken(
            "{\"repository\":\"acme/shop\",\"head_sha\":\"%s\",\"passed\":true}"
                .formatted("a".repeat(40)));
    assertThat(handler.handle(run)).isEqualTo(new TaskOutcome.Done("{\"task\":\"check-42\"}"));
    assertThat(handler.handle(run)).isEqualTo(new TaskOutcome.Done("{\"task\":\"check-42\"}"));
    List<TaskLease> requests =
        queue.claim(
            "test",
            Set.of(GitHubRequest.KIND),
            10,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            time.instant());
    assertThat(requests).hasSize(1);
    Task request = requests.getFirst().task();
    assertThat(request.priority()).isEqualTo(Priority.HIGH);
    assertThat(request.caller()).isEqualTo("key:ci");
    List<String> mistakes = new ArrayList<>();
    GitHubRequest read =
        Objects.requireNonNull(
            GitHubRequest.read(TaskJson.read(request.payload()), "", mistakes));
    assertThat(mistakes).isEmpty();
    assertThat(read.method()).isEqualTo("POST");
    assertThat(read.target().path()).isEqualTo("/repos/acme/shop/check-runs");
  }

  @Test
  void saysWhatIsWrongWithAPayload() {
    assertThat(handler.handle(taken("{}"))).isInstanceOf(TaskOutcome.Failed.class);
  }
}
