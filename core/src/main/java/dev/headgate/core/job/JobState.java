package dev.headgate.core.job;

/** Where a job stands. */
public enum JobState {
  /** It was accepted and does not run yet. */
  PENDING(false),
  /** It runs. */
  RUNNING(false),
  /** It ended well. */
  SUCCEEDED(true),
  /** It ended badly: it failed, or its deadline passed. */
  FAILED(true),
  /** It is not there any more. */
  GONE(true);

  private final boolean ended;

  JobState(boolean ended) {
    this.ended = ended;
  }

  /** Whether it will not change any more, but to {@link #GONE}. */
  public boolean ended() {
    return ended;
  }
}
