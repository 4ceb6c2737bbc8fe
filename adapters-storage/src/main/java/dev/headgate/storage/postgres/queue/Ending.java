package dev.headgate.storage.postgres.queue;

import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a worker ends a task that it holds. */
record Ending(
    TaskLease lease,
    TaskState state,
    int burnt,
    @Nullable String reason,
    @Nullable String result,
    Instant now) {

  static Ending well(TaskLease lease, String result, Instant now) {
    return new Ending(lease, TaskState.SUCCEEDED, 0, null, Text.storable(result), now);
  }

  static Ending forGood(TaskLease lease, String reason, Instant now) {
    return new Ending(lease, TaskState.FAILED, 1, Text.storable(reason), null, now);
  }
}
