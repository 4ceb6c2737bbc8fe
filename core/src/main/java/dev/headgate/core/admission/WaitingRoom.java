package dev.headgate.core.admission;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.priority.Priority;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait in one line, in the order in which they are to be tried.
 *
 * <p>Within a class callers share by start-time fair queueing (Goyal, Vin, Cheng, 1996): each
 * demand is marked one behind its caller's last, but not behind the one served last, and the lowest
 * mark goes first. So a caller with a thousand demands and one with a single demand take turns,
 * however fast the line moves, and who was idle gains no credit for it. Between classes the heads
 * are compared by {@link Ticket#rank}; critical ones always go first.
 *
 * <p>Not thread-safe: guarded by the line's lock.
 */
final class WaitingRoom {
  private static final Comparator<Ticket> BY_SHARE =
      Comparator.<Ticket>comparingLong(ticket -> ticket.share)
          .thenComparingLong(ticket -> ticket.number);

  private final Map<Priority, Lane> lanes = new EnumMap<>(Priority.class);
  private long numbers;
  private int size;

  WaitingRoom() {
    for (Priority priority : Priority.values()) {
      lanes.put(priority, new Lane());
    }
  }

  int size() {
    return size;
  }

  int size(Priority priority) {
    return lane(priority).tickets.size();
  }

  Ticket add(AdmissionRequest demand, Instant now) {
    Lane lane = lane(demand.priority());
    Ticket ticket = new Ticket(demand, now, lane.share(demand.caller()), numbers++);
    lane.tickets.add(ticket);
    size++;
    return ticket;
  }

  /** Takes one out who was served or has left. */
  void remove(Ticket ticket, boolean served) {
    Lane lane = lane(ticket.demand.priority());
    if (lane.tickets.remove(ticket)) {
      size--;
      lane.left(ticket, served);
    }
  }

  /** The first {@code most} who may be tried now, in order. */
  List<Ticket> next(int most, Instant now) {
    List<Ticket> order = new ArrayList<>(Math.min(most, size));
    List<Candidate> heads = new ArrayList<>(lanes.size());
    for (Map.Entry<Priority, Lane> lane : lanes.entrySet()) {
      Candidate candidate = new Candidate(lane.getKey(), lane.getValue().tickets);
      if (candidate.advance(now)) {
        heads.add(candidate);
      }
    }
    while (order.size() < most && !heads.isEmpty()) {
      Candidate first = heads.stream().min(Candidate.ORDER).orElseThrow();
      order.add(first.ticket());
      if (!first.advance(now)) {
        heads.remove(first);
      }
    }
    return order;
  }

  /** All of them, in no order. */
  List<Ticket> everybody() {
    List<Ticket> all = new ArrayList<>(size);
    lanes.values().forEach(lane -> all.addAll(lane.tickets));
    return all;
  }

  private Lane lane(Priority priority) {
    Lane lane = lanes.get(priority);
    if (lane == null) {
      throw new IllegalStateException("no lane for " + priority);
    }
    return lane;
  }

  /** Those of one class. */
  private static final class Lane {
    /** Above this many callers' marks, those that no longer matter are dropped. */
    private static final int MANY = 256;

    private final TreeSet<Ticket> tickets = new TreeSet<>(BY_SHARE);
    private final Map<String, Share> shares = new HashMap<>();
    private long served;

    long share(String caller) {
      Share share = shares.computeIfAbsent(caller, name -> new Share(served - 1));
      share.waiting++;
      share.last = Math.max(served, share.last + 1);
      return share.last;
    }

    void left(Ticket ticket, boolean wasServed) {
      if (wasServed) {
        served = Math.max(served, ticket.share);
      }
      Share share = shares.get(ticket.demand.caller());
      if (share != null) {
        share.waiting--;
      }
      if (tickets.isEmpty()) {
        shares.clear();
        served = 0;
      } else if (shares.size() > MANY + 2 * tickets.size()) {
        shares.values().removeIf(one -> one.waiting == 0);
      }
    }
  }

  /** One caller's mark. It outlives his demands, or he would start anew with each. */
  private static final class Share {
    private long last;
    private int waiting;

    Share(long last) {
      this.last = last;
    }
  }

  /** The best of one class that is not tried yet. */
  private static final class Candidate {
    static final Comparator<Candidate> ORDER =
        Comparator.<Candidate, Boolean>comparing(one -> one.priority != Priority.CRITICAL)
            .thenComparing(one -> one.ticket().rank())
            .thenComparing(one -> one.priority);

    private final Priority priority;
    private final Iterator<Ticket> rest;
    private @Nullable Ticket current;

    Candidate(Priority priority, TreeSet<Ticket> tickets) {
      this.priority = priority;
      this.rest = tickets.iterator();
    }

    Ticket ticket() {
      return requireNonNull(current, "current");
    }

    boolean advance(Instant now) {
      while (rest.hasNext()) {
        Ticket ticket = rest.next();
        if (!now.isBefore(ticket.notBefore)) {
          current = ticket;
          return true;
        }
      }
      return false;
    }
  }
}
