package dev.headgate.runtime.task.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.cache.CacheUsage;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.core.quota.LedgerStatus;
import dev.headgate.core.spending.Spending;
import dev.headgate.core.webhook.Sightings;
import dev.headgate.core.webhook.WebhookEvent;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskHandlerContract;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.runtime.task.Runs;
import dev.headgate.runtime.telemetry.Metrics;
import dev.headgate.storage.memory.cache.MemoryCacheSettings;
import dev.headgate.storage.memory.cache.MemoryResponseCache;
import dev.headgate.storage.memory.queue.MemoryTaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WebhookHandlerTest implements TaskHandlerContract {
  private static final Duration SETTLE = Duration.ofSeconds(5);
  private static final String PUSH =
      "{\"ref\":\"refs/heads/main\",\"repository\":{\"id\":7,\"full_name\":\"acme/widgets\"}}";

  private final ManualTime clock = new ManualTime(Instant.parse("2030-01-01T12:00:00Z"));
  private final MemoryTaskQueue queue = new MemoryTaskQueue();
  private final ResponseCache cache =
      new MemoryResponseCache(new MemoryCacheSettings(1 << 20, Duration.ofHours(1)));
  private final List<WebhookEvent> heard = new ArrayList<>();
  private final Metrics metrics =
      new Metrics(
          List::of,
          () -> new CacheUsage(0, 0, 0, 0),
          now -> Map.of(),
          () -> LedgerStatus.WELL,
          now -> List.of(),
          Spending.fresh(),
          clock);

  @Override
  public TaskHandler handler() {
    return handler(Duration.ZERO);
  }

  private TaskHandler handler(Duration settle) {
    return new WebhookHandler(
        cache,
        new Sightings(cache, Duration.ofHours(24)),
        Set.of(heard::add),
        Set::of,
        () -> settle,
        null,
        metrics.webhooks(),
        clock);
  }

  private TaskOutcome deliver(TaskHandler handler) {
    queue.enqueue(
        WebhookTask.of("0a1b", "push", "repository", PUSH, "request-1"), 10, clock.instant());
    return Runs.first(queue, handler, clock.instant());
  }

  @Test
  void listenersHearOfTheEvent() {
    assertThat(deliver(handler())).isInstanceOf(TaskOutcome.Done.class);

    assertThat(heard).extracting(WebhookEvent::name).containsExactly("push");
    assertThat(heard).extracting(WebhookEvent::delivery).containsExactly("0a1b");
  }

  @Test
  void listenersWaitUntilGitHubsReplicasHaveSettled() {
    TaskOutcome outcome = deliver(handler(SETTLE));

    assertThat(outcome).isInstanceOf(TaskOutcome.Wait.class);
    assertThat(((TaskOutcome.Wait) outcome).until()).isEqualTo(clock.instant().plus(SETTLE));
    assertThat(heard).isEmpty();
  }
}
