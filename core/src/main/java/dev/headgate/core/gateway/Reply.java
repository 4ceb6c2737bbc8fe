package dev.headgate.core.gateway;

import dev.headgate.core.admission.Attempt;
import dev.headgate.core.http.Headers;
import dev.headgate.core.quota.LimitSignal;
import java.time.Duration;
import java.time.Instant;

/** What came of sending one request to GitHub under quota, breaker and retries. */
sealed interface Reply {
  /**
   * GitHub answered.
   *
   * @param content whole where it was to be read and fits, else passing through
   * @param signal what it says of GitHub's limits
   */
  record Received(int status, Headers headers, Content content, LimitSignal signal)
      implements Reply {
    /** The same with another way to its body. */
    Received with(Content other) {
      return new Received(status, headers, other, signal);
    }

    boolean limited() {
      return !(signal instanceof LimitSignal.None);
    }
  }

  /**
   * One of GitHub's limits does not allow it in time; GitHub was not called.
   *
   * @param until when it is worth trying again
   */
  record Refused(Attempt.Reason reason, Instant until) implements Reply {}

  /**
   * There is no answer.
   *
   * @param retryAfter when it is worth trying again
   */
  record Failed(FailureKind kind, String detail, Duration retryAfter) implements Reply {}
}
