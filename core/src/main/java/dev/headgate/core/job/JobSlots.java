package dev.headgate.core.job;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.queue.TaskId;
import dev.headgate.core.slot.SlotDecision;
import dev.headgate.core.slot.SlotLease;
import dev.headgate.core.slot.SlotPool;
import dev.headgate.core.slot.Slots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The places among the jobs under way: at most as many as the caps allow hold one, over all
 * processes and namespaces. A task has at most one; it keeps it by asking again before its lease
 * ends, and gives it back when its job has ended.
 *
 * <p>Those who wait stand in line in the order in which they came. A place that is free goes to the
 * first in line whose namespace has room too; who asks before it is his turn is told his position.
 * Who does not ask again for {@link #PATIENCE} leaves the line.
 *
 * <p>The caps are asked for at each call. When they are lowered nobody loses his place; none is
 * given until enough have left.
 *
 * <p>Thread-safe. One round trip per call; in line at most five, and one for each namespace in
 * which somebody waits.
 */
public final class JobSlots {
  /** How long a place is held unless its holder asks again. */
  public static final Duration LEASE = Duration.ofSeconds(60);

  /** How long somebody stays in line without asking. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How many of those in line are told their position. */
  public static final int FARTHEST = 1000;

  private static final String ALL = "jobs";
  private static final String NAMESPACE = "jobs/of/";
  private static final String LINE = "jobs/line";
  private static final long UNBOUNDED = Integer.MAX_VALUE;

  private final Slots slots;
  private final Supplier<JobCaps> caps;

  /** Places in that store. */
  public JobSlots(Slots slots, Supplier<JobCaps> caps) {
    this.slots = requireNonNull(slots, "slots");
    this.caps = requireNonNull(caps, "caps");
  }

  /** A place at once or none, past all who wait in line. */
  public JobPlace take(String namespace, TaskId task, Instant now) {
    JobCaps most = caps.get();
    List<SlotPool> pools =
        List.of(
            new SlotPool(ALL, most.total()),
            new SlotPool(NAMESPACE + namespace, most.of(namespace)));
    return slots.acquire(holder(namespace, task), pools, LEASE, now)
            instanceof SlotDecision.Taken taken
        ? new JobPlace.Held(taken.lease())
        : full(namespace, most, 0);
  }

  /** A place when it is this task's turn; the one that it has, if it has one. */
  public JobPlace await(String namespace, TaskId task, Instant now) {
    Optional<SlotLease> held = held(namespace, task, now);
    if (held.isPresent()) {
      return new JobPlace.Held(held.get());
    }
    String holder = holder(namespace, task);
    List<SlotLease> line = slots.holders(LINE, FARTHEST, now);
    Optional<SlotLease> own =
        line.stream().filter(waiting -> waiting.holder().equals(holder)).findFirst();
    if (line.isEmpty() || ahead(line, holder, namespace, now)) {
      JobPlace place = take(namespace, task, now);
      if (place instanceof JobPlace.Held) {
        own.ifPresent(slots::release);
        return place;
      }
    }
    if (own.isEmpty() || !slots.renew(own.get(), PATIENCE, now)) {
      slots.acquire(holder, List.of(new SlotPool(LINE, UNBOUNDED)), PATIENCE, now);
    }
    int position = own.map(line::indexOf).orElse(line.size()) + 1;
    return full(namespace, caps.get(), position);
  }

  /** Whether there is room for a task after all who wait before it and could go. */
  private boolean ahead(List<SlotLease> line, String holder, String namespace, Instant now) {
    JobCaps most = caps.get();
    long free = most.total() - slots.occupied(ALL, now);
    Map<String, Long> room = new HashMap<>();
    for (SlotLease waiting : line) {
      if (free < 1) {
        return false;
      }
      if (waiting.holder().equals(holder)) {
        break;
      }
      String other = namespace(waiting.holder());
      long left = room.computeIfAbsent(other, name -> left(name, most, now));
      if (left > 0) {
        room.put(other, left - 1);
        free--;
      }
    }
    return free > 0 && room.computeIfAbsent(namespace, name -> left(name, most, now)) > 0;
  }

  private long left(String namespace, JobCaps most, Instant now) {
    return most.of(namespace) - slots.occupied(NAMESPACE + namespace, now);
  }

  /**
   * A place for a job that is under way already, whether or not there is room: so that it counts.
   */
  public SlotLease adopt(String namespace, TaskId task, Instant now) {
    return taken(namespace, task, UNBOUNDED, now)
        .orElseThrow(
            () -> new IllegalStateException("more than " + UNBOUNDED + " jobs are under way"));
  }

  /** The place that a task has, for another lease; empty where it has none. */
  private Optional<SlotLease> held(String namespace, TaskId task, Instant now) {
    return taken(namespace, task, 0, now);
  }

  private Optional<SlotLease> taken(String namespace, TaskId task, long capacity, Instant now) {
    List<SlotPool> pools =
        List.of(new SlotPool(ALL, capacity), new SlotPool(NAMESPACE + namespace, capacity));
    return slots.acquire(holder(namespace, task), pools, LEASE, now)
            instanceof SlotDecision.Taken taken
        ? Optional.of(taken.lease())
        : Optional.empty();
  }

  /** Keeps a place for the length of a lease; false where it was lost. */
  public boolean keep(SlotLease lease, Instant now) {
    return slots.renew(lease, LEASE, now);
  }

  /** Gives a place back. */
  public void leave(SlotLease lease) {
    slots.release(lease);
  }

  /** Gives the place back that a task has, if it has one; two round trips. */
  public void leave(String namespace, TaskId task, Instant now) {
    held(namespace, task, now).ifPresent(slots::release);
  }

  /** Whether more are under way than the caps allow, in all or in that namespace. */
  public boolean overfull(String namespace, Instant now) {
    JobCaps most = caps.get();
    return slots.occupied(ALL, now) > most.total()
        || slots.occupied(NAMESPACE + namespace, now) > most.of(namespace);
  }

  /** Who holds a place, oldest first, at most so many. */
  public List<Holding> holdings(int most, Instant now) {
    return holdings(slots.holders(ALL, most, now));
  }

  /** Who waits in line, in its order, at most so many. */
  public List<Holding> line(int most, Instant now) {
    return holdings(slots.holders(LINE, most, now));
  }

  private static List<Holding> holdings(List<SlotLease> leases) {
    List<Holding> holdings = new ArrayList<>(leases.size());
    for (SlotLease lease : leases) {
      String task = lease.holder().substring(lease.holder().indexOf('/') + 1);
      holdings.add(new Holding(namespace(lease.holder()), new TaskId(task), lease));
    }
    return List.copyOf(holdings);
  }

  /**
   * One task's place.
   *
   * @param namespace where its job runs
   * @param task the task
   * @param lease by which it holds the place
   */
  public record Holding(String namespace, TaskId task, SlotLease lease) {

    public Holding {
      requireNonNull(namespace, "namespace");
      requireNonNull(task, "task");
      requireNonNull(lease, "lease");
    }
  }

  private static JobPlace.Full full(String namespace, JobCaps most, int position) {
    boolean own = most.of(namespace) < most.total();
    return new JobPlace.Full(
        own
            ? "concurrent job limit reached: %d in all, %d in namespace %s"
                .formatted(most.total(), most.of(namespace), namespace)
            : "concurrent job limit reached: %d in all".formatted(most.total()),
        position);
  }

  private static String holder(String namespace, TaskId task) {
    return namespace + "/" + task;
  }

  private static String namespace(String holder) {
    return holder.substring(0, Math.max(0, holder.indexOf('/')));
  }
}
