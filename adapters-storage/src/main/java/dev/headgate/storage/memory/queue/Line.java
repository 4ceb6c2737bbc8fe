package dev.headgate.storage.memory.queue;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.priority.FairOrder;
import dev.headgate.core.priority.Place;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.QueueDepth;
import dev.headgate.core.queue.TaskState;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Those of one kind that have not ended. Not thread-safe. */
final class Line {
  private final String kind;
  private final FairOrder<Entry> ready = new FairOrder<>();
  private final Map<Priority, Lane> lanes = new EnumMap<>(Priority.class);

  Line(String kind) {
    this.kind = kind;
    for (Priority priority : Priority.values()) {
      lanes.put(priority, new Lane());
    }
  }

  boolean isEmpty() {
    return lanes.values().stream().allMatch(Lane::isEmpty);
  }

  /** How many do not run. */
  long notBegun() {
    return lanes.values().stream().mapToLong(lane -> lane.notBegun.size()).sum();
  }

  List<QueueDepth> depths() {
    return lanes.entrySet().stream()
        .filter(lane -> !lane.getValue().isEmpty())
        .map(lane -> lane.getValue().depth(kind, lane.getKey()))
        .toList();
  }

  /** Takes one in that does not run. */
  void add(Entry entry) {
    Lane lane = lane(entry);
    lane.notBegun.add(entry);
    if (entry.state() == TaskState.WAITING) {
      lane.waiting.add(entry);
    } else {
      lineUp(entry);
    }
  }

  /** Lets one out that does not run: it had its turn, or it left. */
  void remove(Entry entry, boolean served) {
    Lane lane = lane(entry);
    lane.notBegun.remove(entry);
    lane.waiting.remove(entry);
    if (entry.place != null) {
      ready.remove(entry.place, served);
      entry.place = null;
    }
  }

  void begun(Entry entry) {
    lane(entry).running++;
  }

  void stopped(Entry entry) {
    lane(entry).running--;
  }

  /** Those whose time has come can be taken. */
  void promote(Instant now) {
    for (Lane lane : lanes.values()) {
      while (!lane.waiting.isEmpty() && !lane.waiting.first().task().notBefore().isAfter(now)) {
        Entry entry = requireNonNull(lane.waiting.pollFirst(), "entry");
        entry.ready();
        lineUp(entry);
      }
    }
  }

  /** Whose turn it is. */
  Optional<Place<Entry>> first(Instant now) {
    return ready.first(1, entry -> !entry.overdue(now)).stream().findFirst();
  }

  /** How many go before it, up to so many; empty where it is not in line. */
  Optional<Long> ahead(Entry entry, long farthest) {
    if (entry.place == null) {
      return Optional.empty();
    }
    long ahead = 0;
    for (Place<Entry> place : ready.first((int) Math.min(ready.size(), farthest), any -> true)) {
      if (place.item() == entry) {
        return Optional.of(ahead);
      }
      ahead++;
    }
    return Optional.of(farthest);
  }

  private void lineUp(Entry entry) {
    var task = entry.task();
    entry.place = ready.add(entry, task.priority(), task.caller(), task.createdAt());
  }

  private Lane lane(Entry entry) {
    return requireNonNull(lanes.get(entry.task().priority()), "lane");
  }
}
