package dev.headgate.core.admission;

import dev.headgate.core.quota.QuotaObservation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every limit of GitHub's that stands before a request, taken all together or not at all.
 *
 * <p>Thread-safe. May block for as long as the stores behind it take; throws nothing for what a
 * store does.
 */
public interface Gates {
  /** Tries to pass now. */
  Attempt attempt(AdmissionRequest request, Instant now);

  /** What stands against a request now; empty where it would pass. Nothing stays taken. */
  Optional<Attempt.Blocked> look(AdmissionRequest request, Instant now);

  /**
   * GitHub's computing time that the request's principal may use at once, as estimated by the time
   * that answers took; empty where it is not limited.
   */
  Optional<Duration> cpuLeft(AdmissionRequest request, Instant now);

  /**
   * Books a request that GitHub answered.
   *
   * @param spent what it cost of the primary quota
   * @param seen what its answer said of the counter; null where it said nothing
   */
  void answered(Pass pass, long spent, @Nullable QuotaObservation seen, Instant now);

  /**
   * Books a request without an answer.
   *
   * @param spent what it may have cost; 0 where it was not sent
   */
  void unanswered(Pass pass, long spent, Instant now);

  /** The request is over, its answer read to the end: its place is free. */
  void ended(Pass pass);
}
