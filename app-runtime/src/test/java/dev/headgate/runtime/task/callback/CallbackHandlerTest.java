package dev.headgate.runtime.task.callback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.identity.Secret;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskHandlerContract;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.runtime.configuration.CallbackSettings;
import dev.headgate.runtime.task.Runs;
import dev.headgate.storage.memory.queue.MemoryTaskQueue;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallbackHandlerTest implements TaskHandlerContract {
  private final ManualTime clock = new ManualTime(Instant.parse("2030-01-01T12:00:00Z"));
  private final TaskQueue queue = new MemoryTaskQueue();
  private final CallbackHandler handler =
      new CallbackHandler(
          queue,
          new CallbackSettings(
              List.of("ci.example.com"),
              Secret.of("secret-of-callbacks-0123"),
              List.of(),
              false,
              Duration.ofSeconds(3)),
          clock);

  @Override
  public TaskHandler handler() {
    return handler;
  }

  @Test
  void ofATaskThatWasNeverAcceptedFails() {
    queue.enqueue(
        new Callback(new TaskId("t1"), URI.create("https://ci.example.com/"))
            .order("key:ci", "request", clock.instant()),
        10,
        clock.instant());
    assertThat(outcome()).isInstanceOf(TaskOutcome.Wait.class);
    clock.advance(Duration.ofMinutes(10));
    queue.sweep(1_000, Duration.ofDays(1), clock.instant());

    assertThat(outcome())
        .isEqualTo(new TaskOutcome.Failed("the task that it is about was never accepted"));
  }

  @Test
  void signsTheTimestampAndTheBody() {
    // Computed beforehand with: printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac key
    assertThat(CallbackSignature.of(Secret.of("key"), 1_700_000_000L, "{\"a\":1}".getBytes(UTF_8)))
        .isEqualTo("sha256=a438e398bfafc57e4396bb7fc2304422f0f768e965d073ca313cb52e22e6ad03");
  }

  private TaskOutcome outcome() {
    return Runs.first(queue, handler, clock.instant());
  }
}
