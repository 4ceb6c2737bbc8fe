package dev.headgate.core.admission;

import dev.headgate.core.priority.FairOrder;
import dev.headgate.core.priority.Place;
import dev.headgate.core.priority.Priority;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for one counter of one principal. The first in order are tried when one comes,
 * when a request ends, and when the limit that stood against them is over; never all at once: each
 * is let through alone, so that an answer which says "no more" stops those behind it.
 *
 * <p>Thread-safe. Stores are asked under the line's lock, so that two never race for the same
 * permit; a line holds up nobody but its own.
 */
final class Line {
  /** How many are tried in one go before the next look at the order. */
  private static final int TRIES = 8;

  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  /** Between two tries of one demand, whatever a limit says of its own end. */
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);

  private final Gates gates;
  private final LineBounds bounds;
  private final Alarm alarm;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final FairOrder<Ticket> room;
  private @Nullable Runnable callOff;
  private volatile boolean empty = true;

  Line(Gates gates, LineBounds bounds, Alarm alarm, InstantSource clock) {
    this.gates = gates;
    this.bounds = bounds;
    this.alarm = alarm;
    this.clock = clock;
    this.room = new FairOrder<>(bounds::weight);
  }

  /** Whether nobody waits. */
  boolean empty() {
    return empty;
  }

  Turn enter(AdmissionRequest request) {
    Instant now = clock.instant();
    if (empty) {
      Attempt attempt = gates.attempt(request, now);
      if (attempt instanceof Attempt.Through through) {
        return Turn.decided(new Admission.Admitted(through.pass()));
      }
      Attempt.Blocked blocked = (Attempt.Blocked) attempt;
      if (blocked.until().isAfter(request.latest(blocked.reason()))) {
        return Turn.decided(new Admission.Refused(blocked.reason(), blocked.until()));
      }
      return join(request, blocked, now);
    }
    return join(request, null, now);
  }

  private Turn join(AdmissionRequest request, Attempt.@Nullable Blocked blocked, Instant now) {
    lock.lock();
    try {
      if (room.size() >= bounds.mostFor(request.priority())) {
        tidy();
      }
      if (room.size() >= bounds.mostFor(request.priority())) {
        return Turn.decided(new Admission.Overloaded(COME_AGAIN));
      }
      Ticket ticket = new Ticket(request);
      ticket.place = room.add(ticket, request.priority(), request.caller(), now);
      empty = false;
      if (blocked != null) {
        ticket.blocked = blocked;
        ticket.notBefore = later(blocked.until(), now.plus(SHORTEST_PAUSE));
      }
      advance(now);
      return Turn.waiting(this, ticket);
    } finally {
      lock.unlock();
    }
  }

  /** Tries those who stand first, since something may have changed. */
  void advance() {
    lock.lock();
    try {
      advance(clock.instant());
    } finally {
      lock.unlock();
    }
  }

  /** A request of this counter's principal has ended: what it held may be free. */
  void settled() {
    if (empty) {
      return;
    }
    lock.lock();
    try {
      for (Ticket ticket : everybody()) {
        if (ticket.blocked != null && ticket.blocked.reason().liftedBySettling()) {
          ticket.notBefore = Instant.MIN;
        }
      }
      advance(clock.instant());
    } finally {
      lock.unlock();
    }
  }

  /** Gives back what was let through for one who has left. */
  void giveBack(Pass pass) {
    gates.unanswered(pass, 0, clock.instant());
    gates.ended(pass);
    settled();
  }

  private void advance(Instant now) {
    tidy();
    boolean moved = true;
    while (moved) {
      moved = false;
      for (Place<Ticket> place : room.first(TRIES, one -> !now.isBefore(one.notBefore))) {
        Ticket ticket = place.item();
        if (!now.isBefore(ticket.notBefore) && attempt(ticket, now)) {
          moved = true;
          break;
        }
      }
    }
    expire(now);
    empty = room.size() == 0;
    wakeUp();
  }

  private boolean attempt(Ticket ticket, Instant now) {
    Attempt attempt = gates.attempt(ticket.request, now);
    if (attempt instanceof Attempt.Through through) {
      if (!decide(ticket, new Admission.Admitted(through.pass()))) {
        gates.unanswered(through.pass(), 0, now);
        gates.ended(through.pass());
      }
      return true;
    }
    Attempt.Blocked blocked = (Attempt.Blocked) attempt;
    Instant again = later(blocked.until(), now.plus(SHORTEST_PAUSE));
    for (Ticket other : everybody()) {
      if (blocked.covers(ticket.request, other.request)) {
        other.blocked = blocked;
        other.notBefore = again;
      }
    }
    return false;
  }

  /** Sends away whose patience has ended, or will before it can be their turn. */
  private void expire(Instant now) {
    for (Ticket ticket : everybody()) {
      Attempt.Blocked blocked = ticket.blocked;
      Instant latest = ticket.request.latest();
      if (blocked != null && blocked.until().isAfter(ticket.request.latest(blocked.reason()))) {
        decide(ticket, new Admission.Refused(blocked.reason(), blocked.until()));
      } else if (!now.isBefore(latest)) {
        decide(
            ticket,
            blocked == null
                ? new Admission.Overloaded(COME_AGAIN)
                : new Admission.Refused(blocked.reason(), blocked.until()));
      }
    }
  }

  /** Answers whether the ticket still waited. */
  private boolean decide(Ticket ticket, Admission admission) {
    boolean waited = ticket.outcome.complete(admission);
    if (ticket.place != null) {
      room.remove(ticket.place, waited && admission instanceof Admission.Admitted);
    }
    return waited;
  }

  /** Takes those out who have left. */
  private void tidy() {
    for (Ticket ticket : everybody()) {
      if (ticket.outcome.isDone() && ticket.place != null) {
        room.remove(ticket.place, false);
      }
    }
  }

  private void wakeUp() {
    if (callOff != null) {
      callOff.run();
      callOff = null;
    }
    Instant next = Instant.MAX;
    for (Ticket ticket : everybody()) {
      Instant due = earlier(ticket.notBefore, ticket.request.latest());
      next = earlier(next, due);
    }
    if (next.isBefore(Instant.MAX)) {
      callOff = alarm.at(next, this::advance);
    }
  }

  private List<Ticket> everybody() {
    return room.all().stream().map(Place::item).toList();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /** Who stands first in it; empty where nobody waits. */
  Optional<Place<?>> head() {
    if (empty) {
      return Optional.empty();
    }
    lock.lock();
    try {
      return room.first(1, one -> !one.outcome.isDone()).stream()
          .<Place<?>>map(place -> place)
          .findFirst();
    } finally {
      lock.unlock();
    }
  }

  /** Who waits, in order, {@code most} at most. */
  List<WaitingRequest> waiting(int most) {
    if (empty) {
      return List.of();
    }
    lock.lock();
    try {
      List<WaitingRequest> waiting = new ArrayList<>();
      for (Place<Ticket> place : room.first(most, one -> !one.outcome.isDone())) {
        Ticket ticket = place.item();
        Attempt.Blocked blocked = ticket.blocked;
        waiting.add(
            new WaitingRequest(
                ticket.request,
                waiting.size() + 1,
                place.arrived(),
                blocked == null ? null : blocked.reason(),
                blocked == null ? null : ticket.notBefore));
      }
      return waiting;
    } finally {
      lock.unlock();
    }
  }

  /** How many wait, by priority. */
  void count(Map<Priority, Integer> waiting) {
    lock.lock();
    try {
      for (Priority priority : Priority.values()) {
        waiting.merge(priority, room.size(priority), Integer::sum);
      }
    } finally {
      lock.unlock();
    }
  }
}
