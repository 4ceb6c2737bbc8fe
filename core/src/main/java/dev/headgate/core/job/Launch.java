package dev.headgate.core.job;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/** What became of an order. */
public sealed interface Launch {

  /**
   * The job is there, by this call or an earlier one.
   *
   * @param status how it stands; it may have ended already
   */
  record Started(JobStatus status) implements Launch {

    public Started {
      requireNonNull(status, "status");
    }
  }

  /**
   * There is no room for it now, and nothing was launched.
   *
   * @param reason what it waits for, for people
   * @param again when it is worth asking again; differs from call to call, so that not all come
   *     back at once
   */
  record Waiting(String reason, Instant again) implements Launch {

    public Waiting {
      requireNonNull(reason, "reason");
      requireNonNull(again, "again");
    }
  }

  /**
   * It cannot be launched, however often it is asked for, until somebody changes something.
   *
   * @param reason what, for people: the permission that is missing, what is wrong with the template
   */
  record Refused(String reason) implements Launch {

    public Refused {
      requireNonNull(reason, "reason");
    }
  }
}
