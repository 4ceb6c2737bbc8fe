package dev.headgate.core.priority;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

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
