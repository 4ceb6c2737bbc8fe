package dev.headgate.runtime.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskQueueContract;
import dev.headgate.storage.memory.queue.MemoryTaskQueue;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CountedTaskQueueTest implements TaskQueueContract {
  private final Map<String, Integer> accepted = new HashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final TaskQueue queue =
      new CountedTaskQueue(
          new MemoryTaskQueue(), (kind, count) -> accepted.merge(kind, count, Integer::sum));

  @Override
  public TaskQueue taskQueue() {
    return queue;
  }

  @Override
  public ExecutorService threads() {
    return threads;
  }

  @AfterEach
  void close() {
    threads.close();
  }

  @Test
  void countsWhatWasAcceptedAndNothingElse() {
    Shop shop = new Shop(queue);
    shop.enqueue("one");
    shop.enqueue("two");
    shop.enqueue("two");
    assertThat(accepted).isEqualTo(Map.of("one", 1, "two", 2));
  }
}
