package dev.headgate.core.priority;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait, in the order in which it is their turn.
 *
 * <p>Within a class callers share by start-time fair queueing (Goyal, Vin, Cheng, 1996): each item
 * is marked one behind its caller's last, a part of one for callers who weigh more, but not before
 * the one served last, and the lowest mark goes first. So a caller with a thousand items and one
 * with a single item take turns, however fast the line moves, and who was idle gains no credit for
 * it. Between classes the heads are compared by the time they came and the head start of the more
 * urgent, see {@link Priority}; critical ones always go first.
 *
 * <p>Not thread-safe.
 */
public final class FairOrder<T> {
  /** The most turns that a caller can have for another's one. */
  public static final int HEAVIEST = 1000;

  private static final long TURN = 1_000_000;

  private final ToIntFunction<String> weights;
  private final Map<Priority, Lane<T>> lanes = new EnumMap<>(Priority.class);
  private long numbers;
  private int size;

  /** Nobody waits yet, and all callers weigh the same. */
  public FairOrder() {
    this(caller -> 1);
  }

  /**
   * Nobody waits yet.
   *
   * @param weights how many turns each caller has where another has one; 1 to {@value #HEAVIEST}
   */
  public FairOrder(ToIntFunction<String> weights) {
    this.weights = weights;
    for (Priority priority : Priority.values()) {
      lanes.put(priority, new Lane<>());
    }
  }

  /** How many wait. */
  public int size() {
    return size;
  }

  /** How many of this class wait. */
  public int size(Priority priority) {
    return lane(priority).places.size();
  }

  /** Takes one more in. */
  public Place<T> add(T item, Priority priority, String caller, Instant arrived) {
    Lane<T> lane = lane(priority);
    int weight = Math.max(1, Math.min(HEAVIEST, weights.applyAsInt(caller)));
    long mark = lane.mark(caller, TURN / weight);
    Place<T> place = new Place<>(item, priority, caller, arrived, mark, numbers++);
    lane.places.add(place);
    size++;
    return place;
  }

  /**
   * Takes one out; does nothing where it is not in.
   *
   * @param served whether it had its turn; else it has left
   */
  public void remove(Place<T> place, boolean served) {
    Lane<T> lane = lane(place.priority());
    if (lane.places.remove(place)) {
      size--;
      lane.left(place, served);
    }
  }

  /** The first {@code most} of those that satisfy the condition, in order. */
  public List<Place<T>> first(int most, Predicate<? super T> condition) {
    List<Place<T>> order = new ArrayList<>(Math.min(most, size));
    List<Head<T>> heads = new ArrayList<>(lanes.size());
    for (Lane<T> lane : lanes.values()) {
      Head<T> head = new Head<>(lane.places.iterator(), condition);
      if (head.advance()) {
        heads.add(head);
      }
    }
    while (order.size() < most && !heads.isEmpty()) {
      Head<T> next = heads.get(0);
      for (Head<T> head : heads) {
        if (Place.TURN.compare(head.place(), next.place()) < 0) {
          next = head;
        }
      }
      order.add(next.place());
      if (!next.advance()) {
        heads.remove(next);
      }
    }
    return order;
  }

  /** All of them, class by class. */
  public List<Place<T>> all() {
    List<Place<T>> all = new ArrayList<>(size);
    lanes.values().forEach(lane -> all.addAll(lane.places));
    return all;
  }

  private Lane<T> lane(Priority priority) {
    return requireNonNull(lanes.get(priority), "lane");
  }

  /** Those of one class. */
  private static final class Lane<T> {
    /** Above this many callers' marks, those of callers who wait for nothing are dropped. */
    private static final int MANY = 256;

    private static final Comparator<Place<?>> BY_SHARE =
        Comparator.<Place<?>>comparingLong(Place::share).thenComparingLong(Place::number);

    private final TreeSet<Place<T>> places = new TreeSet<>(BY_SHARE);
    private final Map<String, Mark> marks = new HashMap<>();
    private long served;

    long mark(String caller, long step) {
      Mark mark = marks.computeIfAbsent(caller, name -> new Mark());
      long start = Math.max(served, mark.next);
      mark.waiting++;
      mark.next = start + step;
      return start;
    }

    void left(Place<T> place, boolean wasServed) {
      if (wasServed) {
        served = Math.max(served, place.share());
      }
      Mark mark = marks.get(place.caller());
      if (mark != null) {
        mark.waiting--;
      }
      if (places.isEmpty()) {
        marks.clear();
        served = 0;
      } else if (marks.size() > MANY + 2 * places.size()) {
        marks.values().removeIf(one -> one.waiting == 0);
      }
    }
  }

  /** One caller's next mark. It outlives his items, or he would start anew with each. */
  private static final class Mark {
    private long next;
    private int waiting;
  }

  /** The best of one class that is not taken yet. */
  private static final class Head<T> {
    private final Iterator<Place<T>> rest;
    private final Predicate<? super T> condition;
    private @Nullable Place<T> current;

    Head(Iterator<Place<T>> rest, Predicate<? super T> condition) {
      this.rest = rest;
      this.condition = condition;
    }

    Place<T> place() {
      return requireNonNull(current, "current");
    }

    boolean advance() {
      while (rest.hasNext()) {
        Place<T> place = rest.next();
        if (condition.test(place.item())) {
          current = place;
          return true;
        }
      }
      return false;
    }
  }
}
