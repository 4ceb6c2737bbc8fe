package dev.headgate.core.quota;

import java.time.Instant;

/**
 * Why a request may not be sent to GitHub now, and until when.
 *
 * @param reason which of GitHub's limits stands against it
 * @param until the first instant at which it may be tried again
 */
public record Refusal(Reason reason, Instant until) {
  /** Which of GitHub's limits. */
  public enum Reason {
    /** The window's quota is spent. */
    PRIMARY_EXHAUSTED,
    /** GitHub asked for silence by a secondary limit. */
    SECONDARY_PAUSE
  }
}
