package dev.headgate.core.admission;

import dev.headgate.core.priority.Place;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.quota.Payer;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaObservation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests to GitHub pass when its limits allow, the urgent first, callers of one class in
 * fair turns.
 *
 * <p>Who finds nobody waiting and no limit against him passes at once. Everybody else waits in the
 * line of the counter that he spends, which is bounded: when it fills, low priority is refused
 * first. Nobody waits longer than his patience, nor at all when the limit is known to last longer.
 *
 * <p>Lines are a process's own; the limits behind {@link Gates} are shared, so that what all
 * processes send together keeps to them.
 *
 * <p>Thread-safe.
 */
public final class AdmissionControl {
  /** Above this many principals, those for whom nobody waits are dropped. */
  private static final int MANY = 10_000;

  private final Gates gates;
  private final LineBounds bounds;
  private final Alarm alarm;
  private final InstantSource clock;
  private final ConcurrentHashMap<Payer, Map<String, Line>> lines = new ConcurrentHashMap<>();

  /** Admission by these limits. */
  public AdmissionControl(Gates gates, LineBounds bounds, Alarm alarm, InstantSource clock) {
    this.gates = gates;
    this.bounds = bounds;
    this.alarm = alarm;
    this.clock = clock;
  }

  /** Asks to send a request; the turn tells when, or why not. */
  public Turn enter(AdmissionRequest demand) {
    return line(demand.key()).enter(demand);
  }

  /**
   * Books a request that GitHub answered.
   *
   * @param spent what it cost of the primary quota
   * @param seen what its answer said of the counter; null where it said nothing
   */
  public void answered(Pass pass, long spent, @Nullable QuotaObservation seen) {
    gates.answered(pass, spent, seen, clock.instant());
  }

  /**
   * Books a request without an answer.
   *
   * @param spent what it may have cost; 0 where it was not sent
   */
  public void unanswered(Pass pass, long spent) {
    gates.unanswered(pass, spent, clock.instant());
  }

  /**
   * The request is over: those of its principal who wait are tried again, over all of his counters
   * in the order of their turns, since the places that become free are common to them.
   */
  public void ended(Pass pass) {
    gates.ended(pass);
    Map<String, Line> mine = lines.get(pass.request().key().payer());
    if (mine == null) {
      return;
    }
    if (mine.size() == 1) {
      mine.values().forEach(Line::settled);
      return;
    }
    List<Standing> standing = new ArrayList<>(mine.size());
    for (Line line : mine.values()) {
      line.head().ifPresent(head -> standing.add(new Standing(head, line)));
    }
    standing.sort(Comparator.comparing(Standing::head, Place.TURN));
    standing.forEach(one -> one.line().settled());
  }

  /** What stands against a request now; empty where it would pass at once, were nobody waiting. */
  public Optional<Attempt.Blocked> look(AdmissionRequest request) {
    return gates.look(request, clock.instant());
  }

  /** GitHub's computing time that it may use at once; empty where that is not limited. */
  public Optional<Duration> cpuLeft(AdmissionRequest request) {
    return gates.cpuLeft(request, clock.instant());
  }

  /** Who waits in this process, line by line in their order, {@code most} in all. */
  public List<WaitingRequest> waiting(int most) {
    List<WaitingRequest> waiting = new ArrayList<>();
    for (Map<String, Line> mine : lines.values()) {
      for (Line line : mine.values()) {
        if (waiting.size() < most) {
          waiting.addAll(line.waiting(most - waiting.size()));
        }
      }
    }
    return waiting;
  }

  /** How many wait in this process, by priority. */
  public Map<Priority, Integer> depth() {
    Map<Priority, Integer> depth = new EnumMap<>(Priority.class);
    lines.values().forEach(mine -> mine.values().forEach(line -> line.count(depth)));
    return depth;
  }

  private Line line(QuotaKey key) {
    if (lines.size() > MANY) {
      lines.values().removeIf(mine -> mine.values().stream().allMatch(Line::empty));
    }
    return lines
        .computeIfAbsent(key.payer(), payer -> new ConcurrentHashMap<>())
        .computeIfAbsent(key.resource(), resource -> new Line(gates, bounds, alarm, clock));
  }

  private record Standing(Place<?> head, Line line) {}
}
