package dev.headgate.github.simulator;

import java.time.Duration;

/**
 * One attempt to deliver an event.
 *
 * @param id number of the attempt
 * @param guid what {@code X-GitHub-Delivery} said; a redelivery has that of the first attempt
 * @param status the receiver's answer; 0 if there was none within ten seconds
 */
public record HookDelivery(
    long id, String guid, String event, int status, Duration duration, boolean redelivery) {

  /** Whether the receiver accepted it. */
  public boolean accepted() {
    return status >= 200 && status < 300;
  }
}
