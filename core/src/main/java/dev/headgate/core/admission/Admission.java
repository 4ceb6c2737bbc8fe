package dev.headgate.core.admission;

import java.time.Duration;
import java.time.Instant;

/** What became of a demand. */
public sealed interface Admission {

  /** It may be sent now. */
  record Admitted(Pass pass) implements Admission {}

  /**
   * It cannot be sent before its sender's patience ends, or that has ended.
   *
   * @param reason which limit stands against it
   * @param until when it is worth coming again
   */
  record Refused(Attempt.Reason reason, Instant until) implements Admission {}

  /**
   * Too many wait already; those of low priority are refused first.
   *
   * @param retryAfter when it is worth coming again
   */
  record Overloaded(Duration retryAfter) implements Admission {}

  /** Its sender has left. */
  record Abandoned() implements Admission {}
}
