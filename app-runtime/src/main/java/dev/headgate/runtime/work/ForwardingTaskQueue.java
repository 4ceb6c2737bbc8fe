package dev.headgate.runtime.work;

import dev.headgate.core.queue.Enqueued;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.QueueDepth;
import dev.headgate.core.queue.Renewal;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQuery;
import dev.headgate.core.queue.TaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A queue that hands everything on to another, for those that watch a part of it. */
public abstract class ForwardingTaskQueue implements TaskQueue {
  private final TaskQueue queue;

  protected ForwardingTaskQueue(TaskQueue queue) {
    this.queue = queue;
  }

  @Override
  public Enqueued enqueue(NewTask task, long most, Instant now) {
    return queue.enqueue(task, most, now);
  }

  @Override
  public List<Enqueued> enqueueAll(List<NewTask> tasks, long most, Instant now) {
    return queue.enqueueAll(tasks, most, now);
  }

  @Override
  public List<TaskLease> claim(
      String worker, Set<String> kinds, int most, Duration lease, Duration longest, Instant now) {
    return queue.claim(worker, kinds, most, lease, longest, now);
  }

  @Override
  public Renewal renew(TaskLease lease, Duration length, Instant now) {
    return queue.renew(lease, length, now);
  }

  @Override
  public boolean complete(TaskLease lease, String result, Instant now) {
    return queue.complete(lease, result, now);
  }

  @Override
  public boolean snooze(TaskLease lease, Instant until, String reason, Instant now) {
    return queue.snooze(lease, until, reason, now);
  }

  @Override
  public boolean retry(TaskLease lease, Instant at, String reason, Instant now) {
    return queue.retry(lease, at, reason, now);
  }

  @Override
  public boolean bury(TaskLease lease, String reason, Instant now) {
    return queue.bury(lease, reason, now);
  }

  @Override
  public boolean release(TaskLease lease, Instant now) {
    return queue.release(lease, now);
  }

  @Override
  public Optional<Task> cancel(TaskId id, Instant now) {
    return queue.cancel(id, now);
  }

  @Override
  public Optional<Task> replay(TaskId id, Instant now) {
    return queue.replay(id, now);
  }

  @Override
  public Optional<Task> find(TaskId id) {
    return queue.find(id);
  }

  @Override
  public List<Task> list(TaskQuery query) {
    return queue.list(query);
  }

  @Override
  public Optional<Long> position(TaskId id, Instant now) {
    return queue.position(id, now);
  }

  @Override
  public Runnable listen(Runnable hint) {
    return queue.listen(hint);
  }

  @Override
  public List<QueueDepth> depths(Instant now) {
    return queue.depths(now);
  }

  @Override
  public int sweep(int attempts, Duration history, Instant now) {
    return queue.sweep(attempts, history, now);
  }
}
