package dev.headgate.runtime.work;

import dev.headgate.core.queue.Enqueued;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.TaskQueue;
import java.time.Instant;
import java.util.List;
import java.util.function.ObjIntConsumer;

/** A queue that says how many tasks of which kind it accepted. */
public final class CountedTaskQueue extends ForwardingTaskQueue {
  private final ObjIntConsumer<String> accepted;

  /** That queue, telling {@code accepted} a kind and how many. */
  public CountedTaskQueue(TaskQueue queue, ObjIntConsumer<String> accepted) {
    super(queue);
    this.accepted = accepted;
  }

  @Override
  public Enqueued enqueue(NewTask task, long most, Instant now) {
    Enqueued enqueued = super.enqueue(task, most, now);
    count(task.kind(), List.of(enqueued));
    return enqueued;
  }

  @Override
  public List<Enqueued> enqueueAll(List<NewTask> tasks, long most, Instant now) {
    List<Enqueued> all = super.enqueueAll(tasks, most, now);
    if (!tasks.isEmpty()) {
      count(tasks.get(0).kind(), all);
    }
    return all;
  }

  private void count(String kind, List<Enqueued> all) {
    int count = 0;
    for (Enqueued one : all) {
      count += one instanceof Enqueued.Accepted ? 1 : 0;
    }
    if (count > 0) {
      accepted.accept(kind, count);
    }
  }
}
