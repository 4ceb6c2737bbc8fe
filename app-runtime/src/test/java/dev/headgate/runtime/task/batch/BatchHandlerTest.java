package dev.headgate.runtime.task.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskHandlerContract;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.runtime.task.Runs;
import dev.headgate.runtime.task.TaskJson;
import dev.headgate.storage.memory.queue.MemoryTaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchHandlerTest implements TaskHandlerContract {
  private final ManualTime clock = new ManualTime(Instant.parse("2030-01-01T12:00:00Z"));
  private final TaskQueue queue = new MemoryTaskQueue();
  private final BatchHandler handler = new BatchHandler(queue, clock);
  private final Batch batch = new Batch(new TaskId("b1"), "digest", List.of(0, 1, 0));

  @Override
  public TaskHandler handler() {
    return handler;
  }

  @Test
  void waitsForItsRequestsAndCountsThem() {
    hand(batch.id(), Batch.KIND, TaskJson.write(batch.json()), null);
    hand(batch.task(0), "github-request", "{}", "b1");
    hand(batch.task(1), "github-request", "{}", "b1");

    TaskOutcome.Wait first = (TaskOutcome.Wait) outcome();
    assertThat(first.until()).isEqualTo(clock.instant().plusSeconds(1));
    assertThat(first.reason()).isEqualTo("waits for 2 of its requests");
    queue.complete(claim(), "{}", clock.instant());
    leasesEnd();
    assertThat(((TaskOutcome.Wait) outcome()).reason()).isEqualTo("waits for 1 of its requests");
    queue.cancel(batch.task(1), clock.instant());
    leasesEnd();

    TaskOutcome.Done done = (TaskOutcome.Done) outcome();
    assertThat(TaskJson.read(done.result()).path("requests").asInt()).isEqualTo(3);
    assertThat(TaskJson.read(done.result()).path("counts").path("succeeded").asInt()).isEqualTo(1);
    assertThat(TaskJson.read(done.result()).path("counts").path("cancelled").asInt()).isEqualTo(1);
  }

  @Test
  void whoseRequestsNeverCameFails() {
    hand(batch.id(), Batch.KIND, TaskJson.write(batch.json()), null);

    TaskOutcome.Wait first = (TaskOutcome.Wait) outcome();
    assertThat(first.reason()).isEqualTo("its requests are being handed in");
    clock.advance(BatchHandler.ARRIVAL);
    leasesEnd();

    assertThat(outcome()).isEqualTo(new TaskOutcome.Failed("its requests were never accepted"));
  }

  @Test
  void looksMoreSeldomTheLongerItTakes() {
    hand(batch.id(), Batch.KIND, TaskJson.write(batch.json()), null);
    hand(batch.task(1), "github-request", "{}", "b1");
    clock.advance(Duration.ofMinutes(2));
    assertThat(((TaskOutcome.Wait) outcome()).until()).isEqualTo(clock.instant().plusSeconds(30));
    clock.advance(Duration.ofHours(2));
    leasesEnd();
    assertThat(((TaskOutcome.Wait) outcome()).until()).isEqualTo(clock.instant().plusSeconds(60));
  }

  /** What comes of it now; it is taken again when the lease has ended. */
  private TaskOutcome outcome() {
    return Runs.first(queue, handler, clock.instant());
  }

  private void leasesEnd() {
    clock.advance(Duration.ofMinutes(1));
    queue.sweep(1_000, Duration.ofDays(1), clock.instant());
  }

  private TaskLease claim() {
    return queue
        .claim(
            "other",
            Set.of("github-request"),
            1,
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            clock.instant())
        .getFirst();
  }

  private void hand(TaskId id, String kind, String payload, @Nullable String group) {
    queue.enqueue(
        new NewTask(id, kind, Priority.NORMAL, "key:ci", payload, null, group, null, null, "r"),
        100,
        clock.instant());
  }
}
