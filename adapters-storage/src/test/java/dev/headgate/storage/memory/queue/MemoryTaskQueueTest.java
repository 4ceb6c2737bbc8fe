package dev.headgate.storage.memory.queue;

import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskQueueContract;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class MemoryTaskQueueTest implements TaskQueueContract {
  private final MemoryTaskQueue queue = new MemoryTaskQueue();

  @Override
  public TaskQueue taskQueue() {
    return queue;
  }

  @Override
  public ExecutorService threads() {
    return Executors.newVirtualThreadPerTaskExecutor();
  }
}
