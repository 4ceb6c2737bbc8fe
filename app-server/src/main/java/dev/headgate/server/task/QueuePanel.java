package dev.headgate.server.task;

import dev.headgate.core.queue.QueueDepth;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskQuery;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskState;
import dev.headgate.runtime.task.Shown;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The queue by kind, for the dashboard: how many tasks there are, since when the oldest is there,
 * and why the latest {@value #SAMPLE} of those that wait do. Two round trips.
 */
final class QueuePanel {
  private static final int SAMPLE = 100;
  private static final int MOST_REASONS = 20;
  private static final int MOST_KINDS = 50;
  private static final int LONGEST = 120;

  /**
   * What tells one task's reason from another's of the same sort: names of jobs, places in line.
   */
  private static final Pattern OWN =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|; position \\d+ in line$");

  private final TaskQueue queue;

  QueuePanel(TaskQueue queue) {
    this.queue = queue;
  }

  Map<String, Object> view(Instant now) {
    Map<String, Kind> kinds = new TreeMap<>();
    for (QueueDepth depth : queue.depths(now)) {
      kinds.merge(depth.kind(), Kind.of(depth), Kind::and);
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("kinds", kinds.values().stream().limit(MOST_KINDS).map(Kind::view).toList());
    boolean waits = kinds.values().stream().anyMatch(kind -> kind.waiting > 0);
    view.put("reasons", waits ? reasons() : List.of());
    return view;
  }

  private List<Map<String, Object>> reasons() {
    Map<String, Map<String, Long>> counts = new TreeMap<>();
    List<Task> waiting =
        queue.list(new TaskQuery(null, TaskState.WAITING, null, null, null, SAMPLE));
    for (Task task : waiting) {
      @Nullable String reason = task.reason();
      counts
          .computeIfAbsent(task.kind(), kind -> new TreeMap<>())
          .merge(reason == null ? "its time has not come" : sort(reason), 1L, Long::sum);
    }
    return counts.entrySet().stream()
        .flatMap(kind ->
            kind.getValue().entrySet().stream()
                .map(reason -> reason(kind.getKey(), reason.getKey(), reason.getValue())))
        .limit(MOST_REASONS)
        .toList();
  }

  private static String sort(String reason) {
    return Shown.of(
        OWN.matcher(reason).replaceAll(own -> own.group().startsWith(";") ? "" : "…"), LONGEST);
  }

  private static Map<String, Object> reason(String kind, String reason, long tasks) {
    return Map.of("kind", kind, "reason", reason, "tasks", tasks);
  }

  private record Kind(
      String name, long queued, long waiting, long running, @Nullable Instant oldest) {
    static Kind of(QueueDepth depth) {
      return new Kind(
          depth.kind(), depth.queued(), depth.waiting(), depth.running(), depth.oldest());
    }

    Kind and(Kind other) {
      return new Kind(
          name,
          queued + other.queued,
          waiting + other.waiting,
          running + other.running,
          earlier(oldest, other.oldest));
    }

    private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
      if (one == null || other == null) {
        return one == null ? other : one;
      }
      return one.isBefore(other) ? one : other;
    }

    Map<String, Object> view() {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("kind", name);
      view.put("queued", queued);
      view.put("waiting", waiting);
      view.put("running", running);
      view.put("oldest", oldest == null ? null : oldest.toString());
      return view;
    }
  }
}
