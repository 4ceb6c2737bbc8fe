package dev.headgate.storage.memory.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.Enqueued;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskQueueContract;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class MemoryTaskQueueTest implements TaskQueueContract {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  private final MemoryTaskQueue queue = new MemoryTaskQueue();
  private final MemoryTaskQueue small = new MemoryTaskQueue(new MemoryTaskQueueSettings(MIB));

  @Override
  public TaskQueue taskQueue() {
    return queue;
  }

  @Override
  public ExecutorService threads() {
    return Executors.newVirtualThreadPerTaskExecutor();
  }

  private static NewTask large(String payload) {
    TaskId id = new TaskId(UUID.randomUUID().toString());
    return new NewTask(
        id, "large", Priority.NORMAL, "alice", payload, null, null, null, null, "request-1");
  }

  private TaskLease claimOne() {
    return small.claim("w", Set.of("large"), 1, LEASE, LONGEST, NOON).get(0);
  }

  @Test
  void acceptsNoMoreBytesThanItMayHold() {
    NewTask first = large("x".repeat(500 * KIB));

    assertThat(small.enqueue(first, 9, NOON)).isInstanceOf(Enqueued.Accepted.class);
    assertThat(small.enqueue(large("x".repeat(530 * KIB)), 9, NOON))
        .isInstanceOf(Enqueued.Full.class);
    assertThat(small.enqueue(large("\u0416".repeat(300 * KIB)), 9, NOON))
        .isInstanceOf(Enqueued.Full.class);
    assertThat(small.enqueue(large("x".repeat(510 * KIB)), 9, NOON))
        .isInstanceOf(Enqueued.Accepted.class);
    assertThat(small.enqueue(first, 9, NOON)).isInstanceOf(Enqueued.Existing.class);
  }

  @Test
  void forgetsWhatEndedFirstWhereThereIsNoRoom() {
    NewTask first = large("x".repeat(400 * KIB));
    NewTask second = large("x".repeat(400 * KIB));
    NewTask third = large("x".repeat(400 * KIB));
    small.enqueue(first, 9, NOON);
    small.enqueue(second, 9, NOON);
    small.complete(claimOne(), "{}", NOON);
    small.bury(claimOne(), "gone", NOON.plusSeconds(1));

    assertThat(small.enqueue(third, 9, NOON)).isInstanceOf(Enqueued.Accepted.class);

    assertThat(small.find(first.id())).isEmpty();
    assertThat(small.find(second.id())).isPresent();
    assertThat(small.replay(second.id(), NOON)).isPresent();
    assertThat(small.enqueue(large("x".repeat(400 * KIB)), 9, NOON))
        .isInstanceOf(Enqueued.Full.class);
  }

  @Test
  void takesEveryResultAndForgetsOlderOnesForIt() {
    NewTask first = large("{}");
    NewTask second = large("{}");
    small.enqueue(first, 9, NOON);
    small.enqueue(second, 9, NOON);
    small.complete(claimOne(), "x".repeat(600 * KIB), NOON);

    assertThat(small.complete(claimOne(), "y".repeat(2 * MIB), NOON.plusSeconds(1))).isTrue();

    assertThat(small.find(first.id())).isEmpty();
    assertThat(small.find(second.id()).orElseThrow().result()).hasSize(2 * MIB);
    assertThat(small.enqueue(large("{}"), 9, NOON)).isInstanceOf(Enqueued.Accepted.class);
  }

  @Test
  void theSettingsHaveAFloor() {
    assertThat(MemoryTaskQueueSettings.DEFAULTS).isEqualTo(new MemoryTaskQueueSettings(256 * MIB));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MemoryTaskQueueSettings(MIB - 1))
        .withMessage("maxBytes: 1048575 (expected: 1048576 or more)");
  }
}
