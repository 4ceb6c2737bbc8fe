package dev.headgate.core.admission;

import java.time.Instant;

/**
 * Every limit of GitHub's that stands before a request, taken all together or not at all.
 *
 * <p>Thread-safe. May block for as long as the stores behind it take; throws nothing for what a
 * store does.
 */
public interface Gates {
  /** Tries to pass now. */
  Attempt attempt(AdmissionRequest demand, Instant now);

  /** Gives back what a pass holds that will not be used. */
  void returned(Pass pass, Instant now);
}
