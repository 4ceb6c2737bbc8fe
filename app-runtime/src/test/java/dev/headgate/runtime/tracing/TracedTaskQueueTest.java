package dev.headgate.runtime.tracing;

import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskQueueContract;
import dev.headgate.storage.memory.queue.MemoryTaskQueue;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

class TracedTaskQueueTest implements TaskQueueContract {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SdkTracerProvider traces = SdkTracerProvider.builder().build();
  private final TaskQueue queue = new TracedTaskQueue(new MemoryTaskQueue(), traces.get("test"));

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
    traces.close();
  }
}
