package dev.headgate.core.work;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** What a handler says of a task when it has done what it could. */
public sealed interface TaskOutcome {

  /**
   * It is done.
   *
   * @param result what there is to know of it, as JSON
   */
  record Done(String result) implements TaskOutcome {

    public Done {
      requireNonNull(result, "result");
    }
  }

  /**
   * It cannot be done yet, through no fault of its own; no attempt is burnt.
   *
   * @param until when it is worth trying again
   * @param reason why it waits, for people
   */
  record Wait(Instant until, String reason) implements TaskOutcome {

    public Wait {
      requireNonNull(until, "until");
      requireNonNull(reason, "reason");
    }
  }

  /**
   * It failed in a way that may heal: it is tried again after a growing pause, until its attempts
   * are used up.
   *
   * @param reason what went wrong, for people; without secrets
   */
  record Retry(String reason) implements TaskOutcome {

    public Retry {
      requireNonNull(reason, "reason");
    }
  }

  /**
   * It cannot be done, however often it is tried.
   *
   * @param reason why not, for people; without secrets
   */
  record Failed(String reason) implements TaskOutcome {

    public Failed {
      requireNonNull(reason, "reason");
    }
  }
}
