package dev.headgate.core.telemetry;

import dev.headgate.core.priority.Priority;
import dev.headgate.core.quota.LimitSignal;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaObservation;
import java.time.Duration;
import java.time.Instant;

/**
 * What the core tells about itself while it works. Implementations count and measure; they must not
 * block, throw or keep what they are given.
 */
public interface Telemetry {
  /** Tells nobody. */
  Telemetry SILENT = new Telemetry() {};

  /** GitHub answered a call. */
  default void githubAnswered(QuotaKey key, int status, Duration took) {}

  /** GitHub did not answer a call, or answered that it cannot. */
  default void githubFailed(QuotaKey key, String reason, Duration took) {}

  /**
   * A call to a service other than GitHub ended.
   *
   * @param service its name, one of few, such as {@code redis}
   */
  default void serviceCalled(String service, boolean succeeded, Duration took) {}

  /** A response spoke of a quota. */
  default void quotaSeen(QuotaKey key, QuotaObservation seen) {}

  /**
   * A call cost some of a quota.
   *
   * @param caller the short name of who asked for it
   * @param route the template of its path
   * @param points what it cost; at least 1
   */
  default void spent(QuotaKey key, String caller, String route, long points, Instant now) {}

  /** A request was answered without costing the quota that a plain one would have cost. */
  default void quotaSaved(QuotaKey key) {}

  /** GitHub limited a principal. */
  default void limited(QuotaKey key, LimitSignal signal) {}

  /** A request to GitHub waits for its turn. */
  default void queued(Priority priority) {}

  /** It waits no longer: its turn has come, or it was refused, or has left. */
  default void dequeued(Priority priority, Duration waited) {}

  /**
   * A request was not sent to GitHub.
   *
   * @param reason what stood against it, one of few words such as {@code overloaded}
   */
  default void turnedAway(Priority priority, String reason) {}

  /**
   * GitHub was asked for an installation's token.
   *
   * @param result what came of it: {@code minted}, {@code gone} or {@code failed}
   */
  default void tokenAsked(String result) {}

  /** A call was tried again; {@code succeeded} tells how the last try ended. */
  default void retried(boolean succeeded) {}

  /** A call was not tried again although it might have healed: too many others are. */
  default void retryWithheld() {}

  /** Requests that were answered by another's request in flight. */
  default void coalesced() {}

  /** Recomputed validators were turned off or on again. */
  default void validatorsTrusted(boolean trusted) {}
}
