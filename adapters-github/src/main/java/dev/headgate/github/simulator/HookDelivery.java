package dev.headgate.github.simulator;

import java.time.Duration;
import java.time.Instant;

/**
 * One attempt to deliver an event.
 *
 * @param id number of the attempt
 * @param guid what {@code X-GitHub-Delivery} said; a redelivery has that of the first attempt
 * @param action what its payload calls the action; empty where it names none
 * @param status the receiver's answer; 0 if there was none within ten seconds
 * @param at when it was sent
 */
public record HookDelivery(
    long id,
    String guid,
    String event,
    String action,
    int status,
    Duration duration,
    boolean redelivery,
    Instant at) {

  /** Whether the receiver accepted it. */
  public boolean accepted() {
    return status >= 200 && status < 300;
  }
}
