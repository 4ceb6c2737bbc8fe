package dev.headgate.runtime.work;

import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.work.TaskHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * What a worker takes: as much of each kind as it has hands, memory and permits for.
 *
 * <p>All kinds that may take equally long are asked for in one round trip, as many as may be of
 * whatever kind; only if so many come that there may be more, each kind is asked for by itself. So
 * an idle worker asks once, however many kinds it does.
 */
final class Claims {
  /** A queue may bring less than it has where payloads are large. */
  private static final long LARGE_PAYLOADS = 256 << 10;

  private final TaskQueue queue;
  private final Handlers handlers;
  private final Hands hands;
  private final WorkerSettings settings;
  private final WorkTelemetry telemetry;
  private final LongSupplier ticker;
  private final Taken taken;

  Claims(
      TaskQueue queue,
      Handlers handlers,
      Hands hands,
      WorkerSettings settings,
      WorkTelemetry telemetry,
      LongSupplier ticker,
      Taken taken) {
    this.queue = queue;
    this.handlers = handlers;
    this.hands = hands;
    this.settings = settings;
    this.telemetry = telemetry;
    this.ticker = ticker;
    this.taken = taken;
  }

  /** Gets what was taken. */
  interface Taken {
    /**
     * Begins a task.
     *
     * @param asked when the queue was asked for it, by the ticker
     */
    void begin(TaskLease lease, TaskHandler handler, long asked);
  }

  /**
   * Takes what there is.
   *
   * @return whether there may be more at once
   */
  boolean take(Instant now) {
    Map<Duration, Map<TaskHandler, Integer>> groups = new LinkedHashMap<>();
    for (TaskHandler handler : handlers) {
      int wanted = permits(handler, hands.free(handler), now);
      if (wanted > 0) {
        groups
            .computeIfAbsent(handler.longest(), longest -> new LinkedHashMap<>())
            .put(handler, wanted);
      }
    }
    boolean more = false;
    for (Map<TaskHandler, Integer> group : groups.values()) {
      more |= take(group, now);
    }
    return more;
  }

  private int permits(TaskHandler handler, int free, Instant now) {
    if (free < 1) {
      return 0;
    }
    try {
      return Math.min(free, handler.permits(free, now));
    } catch (RuntimeException bug) {
      // A handler is anybody's code: one that cannot say gets nothing, the others go on.
      telemetry.handlerFailed(handler.kind(), bug);
      return 0;
    }
  }

  private boolean take(Map<TaskHandler, Integer> wanted, Instant now) {
    List<TaskHandler> kinds = List.copyOf(wanted.keySet());
    int any =
        Math.min(hands.freeForAny(kinds), wanted.values().stream().min(Integer::compare).orElse(0));
    if (any < 1 || !claim(kinds, any, now)) {
      return false;
    }
    if (kinds.size() == 1) {
      return true;
    }
    boolean more = false;
    for (TaskHandler kind : kinds) {
      int most = permits(kind, hands.free(kind), now);
      more |= most > 0 && claim(List.of(kind), most, now);
    }
    return more;
  }

  /** Takes up to so many; whether there may be more. */
  private boolean claim(List<TaskHandler> kinds, int most, Instant now) {
    long asked = ticker.getAsLong();
    TaskHandler first = kinds.get(0);
    List<TaskLease> leases =
        queue.claim(
            settings.name(),
            kinds.stream().map(TaskHandler::kind).collect(Collectors.toUnmodifiableSet()),
            most,
            settings.lease(),
            // A lease longer than the handler's time leaves room to tell how it ended.
            first.longest().plus(settings.lease()),
            now);
    long size = 0;
    for (TaskLease lease : leases) {
      size += lease.task().payload().length();
      taken.begin(lease, handlers.of(lease.task().kind()), asked);
    }
    return leases.size() == most || size >= LARGE_PAYLOADS;
  }
}
