package dev.headgate.runtime.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskQueueContract;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.core.storage.StoreCalls;
import dev.headgate.storage.memory.queue.MemoryTaskQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class GuardedTaskQueueTest implements TaskQueueContract {
  private final TaskQueue queue = new MemoryTaskQueue();

  @Override
  public TaskQueue taskQueue() {
    return new GuardedTaskQueue(queue, StoreCalls.UNGUARDED);
  }

  @Override
  public ExecutorService threads() {
    return Executors.newVirtualThreadPerTaskExecutor();
  }

  @Test
  void asksNothingWhileTheWayIsBarred() {
    TaskQueue barred = new GuardedTaskQueue(queue, new Barred());
    assertThatThrownBy(() -> barred.depths(NOON)).isInstanceOf(StorageUnavailable.class);
    assertThatThrownBy(() -> barred.enqueue(TaskQueueContract.order("k"), 9, NOON))
        .isInstanceOf(StorageUnavailable.class);
    barred.listen(() -> {}).run();
  }
}
