package dev.headgate.core.gateway;

import dev.headgate.core.http.Headers;
import dev.headgate.core.quota.LimitSignal;
import dev.headgate.core.quota.Refusal;
import java.time.Duration;

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
    boolean limited() {
      return !(signal instanceof LimitSignal.None);
    }
  }

  /** The quota does not allow it in time; GitHub was not called. */
  record Refused(Refusal refusal) implements Reply {}

  /**
   * There is no answer.
   *
   * @param retryAfter when it is worth trying again
   */
  record Failed(FailureKind kind, String detail, Duration retryAfter) implements Reply {}
}
