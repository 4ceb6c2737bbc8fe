package dev.headgate.runtime.task.batch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskQuery;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskState;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How far a batch's tasks are. The queue is asked once for each state but success, so no results
 * are read; between the questions tasks move on, so that what it tells is nearly but not always
 * exact.
 */
public final class BatchProgress {
  private static final List<TaskState> OPEN =
      List.of(TaskState.RUNNING, TaskState.QUEUED, TaskState.WAITING);

  private final TaskQueue queue;
  private final Batch batch;

  /** The progress of that batch in this queue. */
  public BatchProgress(TaskQueue queue, Batch batch) {
    this.queue = queue;
    this.batch = batch;
  }

  /** Tasks that have not ended; one that moves at this moment may be missing. */
  public Set<TaskId> open() {
    Set<TaskId> open = new HashSet<>();
    for (TaskState state : OPEN) {
      listed(state).forEach(task -> open.add(task.id()));
    }
    return open;
  }

  /** How many tasks are in each state. */
  public Map<TaskState, Integer> counts() {
    Map<TaskId, TaskState> states = new HashMap<>();
    for (TaskState state : TaskState.values()) {
      if (state != TaskState.SUCCEEDED) {
        listed(state).forEach(task -> states.put(task.id(), state));
      }
    }
    Map<TaskState, Integer> counts = new EnumMap<>(TaskState.class);
    for (TaskState state : TaskState.values()) {
      counts.put(state, 0);
    }
    states.values().forEach(state -> counts.merge(state, 1, Integer::sum));
    counts.put(TaskState.SUCCEEDED, batch.tasks() - states.size());
    return counts;
  }

  /** The same as JSON. */
  public static ObjectNode json(Map<TaskState, Integer> counts) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    counts.forEach((state, count) -> json.put(state.label(), count));
    return json;
  }

  /** Whether that task is known to the queue. */
  boolean known(int number) {
    return queue.find(batch.task(number)).isPresent();
  }

  /** Whether every task has ended, for certain: each is looked at by itself. */
  boolean ended() {
    for (int number = 0; number < batch.tasks(); number++) {
      boolean open =
          queue.find(batch.task(number)).map(task -> !task.state().ended()).orElse(false);
      if (open) {
        return false;
      }
    }
    return true;
  }

  private List<Task> listed(TaskState state) {
    return queue.list(new TaskQuery(null, state, null, batch.id().value(), null, TaskQuery.MOST));
  }
}
