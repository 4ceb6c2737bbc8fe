package dev.headgate.runtime.task.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskHandlerContract;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.runtime.task.Runs;
import dev.headgate.runtime.task.TaskJson;
import dev.headgate.runtime.task.request.GitHubRequest;
import dev.headgate.storage.memory.queue.MemoryTaskQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckRunHandlerTest implements TaskHandlerContract {
  private final ManualTime time = ManualTime.atNoon();
  private final MemoryTaskQueue queue = new MemoryTaskQueue();
  private final CheckRunHandler handler = new CheckRunHandler(queue, time);

  @Override
  public TaskHandler handler() {
    return handler;
  }

  private void handIn(String payload) {
    queue.enqueue(
        new NewTask(
            new TaskId("42"),
            "check-run",
            Priority.NORMAL,
            "key:ci",
            payload,
            null,
            null,
            null,
            null,
            "request-1"),
        10,
        time.instant());
  }

  private TaskOutcome outcome() {
    return Runs.first(queue, handler, time.instant());
  }

  @Test
  void handsInOneRequestOfHighPriorityHoweverOftenItRuns() {
    handIn(
        "{\"repository\":\"acme/shop\",\"head_sha\":\"%s\",\"passed\":true}"
            .formatted("a".repeat(40)));
    TaskOutcome done = new TaskOutcome.Done("{\"task\":\"check-42\"}");
    assertThat(outcome()).isEqualTo(done);
    // Its worker says nothing more of it, so it is begun anew.
    queue.sweep(5, Duration.ofDays(1), time.advance(Duration.ofHours(1)));
    assertThat(outcome()).isEqualTo(done);
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
        Objects.requireNonNull(GitHubRequest.read(TaskJson.read(request.payload()), "", mistakes));
    assertThat(mistakes).isEmpty();
    assertThat(read.method()).isEqualTo("POST");
    assertThat(read.target().path()).isEqualTo("/repos/acme/shop/check-runs");
  }

  @Test
  void saysWhatIsWrongWithAPayload() {
    handIn("{}");
    assertThat(outcome()).isInstanceOf(TaskOutcome.Failed.class);
  }
}
