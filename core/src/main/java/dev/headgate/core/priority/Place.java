package dev.headgate.core.priority;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Comparator;

/**
 * One item's place in a {@link FairOrder}.
 *
 * @param item what waits
 * @param priority its class
 * @param caller among whom the class shares
 * @param arrived when it came
 * @param share its mark among those of its class: the lowest goes first
 * @param number in which order it came; settles between equal marks
 */
public record Place<T>(
    T item, Priority priority, String caller, Instant arrived, long share, long number) {

  /** Who goes first of different classes: the critical, then by the time that they came. */
  public static final Comparator<Place<?>> TURN =
      Comparator.<Place<?>, Boolean>comparing(place -> place.priority() != Priority.CRITICAL)
          .thenComparing(Place::rank)
          .thenComparing(Place::priority);

  public Place {
    requireNonNull(item, "item");
    requireNonNull(priority, "priority");
    requireNonNull(caller, "caller");
    requireNonNull(arrived, "arrived");
  }

  /** By this instant heads of different classes are compared. */
  Instant rank() {
    return arrived.plus(priority.headStart());
  }
}
